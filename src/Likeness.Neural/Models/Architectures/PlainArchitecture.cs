using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Models.Architectures;

/// <summary>
/// The seed's sizes with ReLU and without batch normalisation, the rectified codes under the L1 penalty, both dense kernels under the L2 penalty: the graph
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
