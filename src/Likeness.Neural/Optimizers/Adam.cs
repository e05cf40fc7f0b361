using Likeness.Neural.Layers;
using Likeness.Numerics.Operations;

namespace Likeness.Neural.Optimizers;

/// <summary>
/// Adam as Keras computes it: β₁ 0.9, β₂ 0.999, ε 10⁻⁷ outside the bias correction.
/// </summary>
/// <remarks>Kingma and Ba, 2015.</remarks>
public sealed unsafe class Adam : IGradients, IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const float Epsilon = 1e-7f;

    private readonly Dictionary<Parameter, Moments> moments = [];
    private float rate;

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; internal set; }

    /// <summary>Begins the next step; gradients that arrive from now on belong to it.</summary>
    /// <param name="learningRate">α, above 0.</param>
    public void BeginStep(double learningRate)
    {
        Steps++;
        rate = (float)(learningRate * Math.Sqrt(1 - Math.Pow(Beta2, Steps)) / (1 - Math.Pow(Beta1, Steps)));
    }

    /// <inheritdoc/>
    public IGradientConsumer For(Parameter parameter) => MomentsOf(parameter);

    /// <summary>The running means of a parameter's gradient and of its square.</summary>
    public (Tensor Mean, Tensor MeanSquare) StateOf(Parameter parameter)
    {
        var state = MomentsOf(parameter);
        return (state.Mean, state.MeanSquare);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var state in moments.Values) state.Dispose();
    }

    private Moments MomentsOf(Parameter parameter)
    {
        if (!moments.TryGetValue(parameter, out var state)) moments[parameter] = state = new Moments(this, parameter);
        return state;
    }

    private sealed class Moments(Adam adam, Parameter parameter) : IGradientConsumer, IDisposable
    {
        public Tensor Mean { get; } = Tensor.Zeros(parameter.Value.Shape);

        public Tensor MeanSquare { get; } = Tensor.Zeros(parameter.Value.Shape);

        public void Consume(long offset, int rows, int columns, nint parameterStride, float* gradient, nint gradientStride)
        {
            var step = new AdamStep(adam.rate, Beta1, Beta2, Epsilon, parameter.WeightL2);
            AdamUpdate.Run(
                rows, columns, parameter.Value.Pointer + offset, Mean.Pointer + offset, MeanSquare.Pointer + offset,
                parameterStride, gradient, gradientStride, step);
        }

        public void Dispose()
        {
            Mean.Dispose();
            MeanSquare.Dispose();
        }
    }
}
