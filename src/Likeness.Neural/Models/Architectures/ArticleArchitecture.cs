using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Models.Architectures;

/// <summary>
/// Convolutions of stride 2 with ReLU, a dense code (512 numbers in the article), and a decoder that enlarges by transposed convolutions, or by repeating
/// pixels and convolving (<see cref="AutoencoderSettings.UpSampling"/>).
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
