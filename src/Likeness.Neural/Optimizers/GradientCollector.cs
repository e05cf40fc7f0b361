using Likeness.Neural.Layers;
using Likeness.Numerics.Operations;

namespace Likeness.Neural.Optimizers;

/// <summary>Keeps every gradient, penalties included, and changes no weight: for gradient checks.</summary>
public sealed unsafe class GradientCollector : IGradients, IDisposable
{
    private readonly Dictionary<Parameter, Tensor> gradients = [];

    /// <summary>The gradient of a parameter after a backward pass.</summary>
    public Tensor Of(Parameter parameter) => gradients[parameter];

    /// <inheritdoc/>
    public IGradientConsumer For(Parameter parameter)
    {
        if (!gradients.TryGetValue(parameter, out var gradient)) gradients[parameter] = gradient = Tensor.Zeros(parameter.Value.Shape);
        return new Store(parameter, gradient);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var gradient in gradients.Values) gradient.Dispose();
    }

    private sealed class Store(Parameter parameter, Tensor target) : IGradientConsumer
    {
        public void Consume(long offset, int rows, int columns, nint parameterStride, float* gradient, nint gradientStride)
        {
            for (var row = 0; row < rows; row++)
            {
                var at = offset + row * parameterStride;
                for (var column = 0; column < columns; column++)
                    target.Pointer[at + column] = gradient[row * gradientStride + column]
                        + 2 * parameter.WeightL2 * parameter.Value.Pointer[at + column];
            }
        }
    }
}
