using Likeness.Neural.Layers;

namespace Likeness.Neural.Optimizers;

internal static unsafe class GradientExtensions
{
    /// <summary>Hands over the gradient of a parameter that is small enough to be computed whole.</summary>
    public static void Take(this IGradients gradients, Parameter parameter, Tensor gradient)
    {
        var count = checked((int)gradient.Count);
        gradients.For(parameter).Consume(0, 1, count, count, gradient.Pointer, count);
    }
}
