using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Models;

/// <summary>A graph of layers for an autoencoder. To add one: a class below, and a word in <see cref="All"/>.</summary>
public abstract class Architecture
{
    private static readonly Architecture[] All = [new SeedArchitecture(), new ArticleArchitecture(), new PlainArchitecture()];

    /// <summary>The names that settings and commands take.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(a => a.Name)];

    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>From a picture to its code.</summary>
    public abstract IReadOnlyList<Layer> Encoder(AutoencoderSettings settings);

    /// <summary>From a code to the picture.</summary>
    public abstract IReadOnlyList<Layer> Decoder(AutoencoderSettings settings);

    /// <summary>The architecture of a name.</summary>
    /// <exception cref="WrongSettingsException">There is none of that name.</exception>
    public static Architecture Named(string name) => All.FirstOrDefault(a => a.Name == name)
        ?? throw new WrongSettingsException($"model is \"{name}\"; it has to be one of {string.Join(", ", Names)}.");
}

/// <summary>
/// <c>seed</c>, the standard: the model of the work that this project grew from, its seed. Convolutions of stride 2, each followed by
/// LeakyReLU and batch normalisation; a dense layer whose linear output carries the L1 penalty and whose kernel the L2 penalty, then
/// (unless <see cref="AutoencoderSettings.LinearCodes"/>) ReLU: the code. The decoder mirrors it with transposed convolutions and ends in a
/// sigmoid.
/// </summary>
public sealed class SeedArchitecture : Architecture
{
    /// <inheritdoc/>
    public override string Name => "seed";

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Encoder(AutoencoderSettings settings) =>
    [
        .. settings.Filters.SelectMany(filters => (Layer[])[new Conv2D(filters, strides: 2), new LeakyReLU(), new BatchNormalization()]),
        new Flatten(),
        new Dense(settings.Codes, settings.ActivityL1, settings.WeightL2),
        .. settings.LinearCodes ? (Layer[])[] : [new ReLU()],
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Decoder(AutoencoderSettings settings)
    {
        var small = new Shape(settings.Height / settings.Reduction, settings.Width / settings.Reduction, settings.Filters[^1]);
        return
        [
            new Dense((int)small.Count),
            new Reshape(small),
            .. settings.Filters.Reverse().SelectMany(
                filters => (Layer[])[new Conv2DTranspose(filters, strides: 2), new LeakyReLU(), new BatchNormalization()]),
            new Conv2DTranspose(settings.Channels),
            new Sigmoid(),
        ];
    }
}

/// <summary>
/// <c>article</c>: the model as the article about that work describes it. Convolutions of stride 2 with ReLU, a dense code (512 numbers in
/// the article), and a decoder that enlarges by transposed convolutions, or by repeating pixels and convolving (<see
/// cref="AutoencoderSettings.UpSampling"/>).
/// </summary>
public sealed class ArticleArchitecture : Architecture
{
    /// <inheritdoc/>
    public override string Name => "article";

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Encoder(AutoencoderSettings settings) =>
    [
        .. settings.Filters.SelectMany(filters => (Layer[])[new Conv2D(filters, strides: 2), new ReLU()]),
        new Flatten(),
        new Dense(settings.Codes, settings.ActivityL1, settings.WeightL2),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Decoder(AutoencoderSettings settings)
    {
        var small = new Shape(settings.Height / settings.Reduction, settings.Width / settings.Reduction, settings.Filters[^1]);
        return
        [
            new Dense((int)small.Count),
            new ReLU(),
            new Reshape(small),
            .. settings.Filters.Reverse().SelectMany(filters => Enlarge(filters, settings.UpSampling)),
            new Conv2D(settings.Channels),
            new Sigmoid(),
        ];
    }

    private static Layer[] Enlarge(int filters, bool upSampling) => upSampling
        ? [new UpSampling2D(), new Conv2D(filters), new ReLU()]
        : [new Conv2DTranspose(filters, strides: 2), new ReLU()];
}

/// <summary>
/// <c>plain</c>: nothing that every framework would not compute the same way, for comparisons of speed and of numbers. The seed's sizes
/// with ReLU and without batch normalisation, the rectified codes under the L1 penalty, both dense kernels under the L2 penalty: the graph
/// that speed is measured on.
/// </summary>
public sealed class PlainArchitecture : Architecture
{
    /// <inheritdoc/>
    public override string Name => "plain";

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Encoder(AutoencoderSettings settings) =>
    [
        .. settings.Filters.SelectMany(filters => (Layer[])[new Conv2D(filters, strides: 2), new ReLU()]),
        new Flatten(),
        new Dense(settings.Codes, kernelL2: settings.WeightL2),
        new ReLU(),
        new ActivityRegularization(settings.ActivityL1),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Decoder(AutoencoderSettings settings)
    {
        var small = new Shape(settings.Height / settings.Reduction, settings.Width / settings.Reduction, settings.Filters[^1]);
        return
        [
            new Dense((int)small.Count, kernelL2: settings.WeightL2),
            new Reshape(small),
            .. settings.Filters.Reverse().SelectMany(filters => (Layer[])[new Conv2DTranspose(filters, strides: 2), new ReLU()]),
            new Conv2DTranspose(settings.Channels),
            new Sigmoid(),
        ];
    }
}
