using System.Numerics.Tensors;
using Likeness.Numerics.Parallelism;

namespace Likeness.Numerics.Operations;

/// <summary>
/// Rows brought to length 1: y = x / √max(Σx², <see cref="LeastSquare"/>). A row of zeros stays one; a row whose square is beyond float32
/// becomes NaN, because the zeros that the division would give hide that numbers have left all bounds.
/// </summary>
public static unsafe class L2Normalization
{
    /// <summary>Rows whose sum of squares is below this are only scaled, so that nothing is divided by zero.</summary>
    public const float LeastSquare = 1e-12f;

    /// <summary>output = normalised input.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="input">(rows, …).</param>
    /// <param name="output">Receives as many numbers; may be the same tensor.</param>
    public static void Forward(WorkerTeam team, Tensor input, Tensor output) => team.For(input.Shape[0], new ForwardWork
    {
        Length = checked((int)(input.Count / input.Shape[0])), Input = input.Pointer, Output = output.Pointer,
    });

    /// <summary>
    /// With s = 1 / √max(Σx², least): inputGradient = s · (g − y (y·g)) for the output's gradient g; s · g where the row was only scaled.
    /// </summary>
    /// <param name="team">Who computes.</param>
    /// <param name="input">As given to <see cref="Forward"/>.</param>
    /// <param name="output">As Forward left it.</param>
    /// <param name="outputGradient">With respect to the output.</param>
    /// <param name="inputGradient">Receives the gradient with respect to the input; may be the same tensor as the output's.</param>
    public static void Backward(WorkerTeam team, Tensor input, Tensor output, Tensor outputGradient, Tensor inputGradient) =>
        team.For(input.Shape[0], new BackwardWork
    {
        Length = checked((int)(input.Count / input.Shape[0])), Input = input.Pointer, Output = output.Pointer,
        OutputGradient = outputGradient.Pointer, InputGradient = inputGradient.Pointer,
    });

    private static float ScaleOf(float square) => float.IsFinite(square) ? 1 / MathF.Sqrt(MathF.Max(square, LeastSquare)) : float.NaN;

    private struct ForwardWork : IWork
    {
        public int Length;
        public float* Input;
        public float* Output;

        public readonly void Run(int start, int end, int worker)
        {
            for (var row = start; row < end; row++)
            {
                var x = new ReadOnlySpan<float>(Input + (nint)row * Length, Length);
                TensorPrimitives.Multiply(x, ScaleOf(Sums.OfSquares(x)), new Span<float>(Output + (nint)row * Length, Length));
            }
        }
    }

    private struct BackwardWork : IWork
    {
        public int Length;
        public float* Input;
        public float* Output;
        public float* OutputGradient;
        public float* InputGradient;

        public readonly void Run(int start, int end, int worker)
        {
            for (var row = start; row < end; row++)
            {
                var at = (nint)row * Length;
                var square = Sums.OfSquares(new ReadOnlySpan<float>(Input + at, Length));
                var y = new ReadOnlySpan<float>(Output + at, Length);
                var gradient = new ReadOnlySpan<float>(OutputGradient + at, Length);
                var result = new Span<float>(InputGradient + at, Length);
                var along = square > LeastSquare ? Sums.OfProducts(y, gradient) : 0;
                TensorPrimitives.MultiplyAdd(y, -along, gradient, result);
                TensorPrimitives.Multiply(result, ScaleOf(square), result);
            }
        }
    }
}
