using Likeness.Neural.Layers;
using Likeness.Numerics.Tensors;

namespace Likeness.Testing.Layers;

/// <summary>One configuration of a layer, and its definition in float64.</summary>
/// <param name="Name">Tells the case from others in a failure.</param>
/// <param name="Batch">Items.</param>
/// <param name="Input">The shape of an item.</param>
/// <param name="Make">Makes the layer.</param>
/// <param name="Plain">The training pass from the input and the weights by name.</param>
public sealed record LayerCase(
    string Name, int Batch, Shape Input, Func<Layer> Make, Func<double[], IReadOnlyDictionary<string, double[]>, PlainResult> Plain)
{
    /// <summary>The input as a batch of pictures.</summary>
    public Picture Picture => new(Batch, Input[0], Input[1], Input[2]);
}
