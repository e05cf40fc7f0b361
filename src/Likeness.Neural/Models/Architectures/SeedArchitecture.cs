using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Models.Architectures;

/// <summary>
/// Convolutions of stride 2, each followed by LeakyReLU and batch normalisation; a dense layer whose linear output carries the L1 penalty and whose kernel the L2
/// penalty, then (unless <see cref="AutoencoderSettings.LinearCodes"/>) ReLU: the code. The decoder mirrors it with transposed convolutions and ends in a sigmoid.
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
            .. settings.Filters.Reverse().SelectMany(filters => (Layer[])[new Conv2DTranspose(filters, strides: 2), new LeakyReLU(), new BatchNormalization()]),
            new Conv2DTranspose(settings.Channels),
            new Sigmoid(),
        ];
    }
}
