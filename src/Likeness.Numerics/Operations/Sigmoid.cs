using System.Numerics.Tensors;
using Likeness.Numerics.Parallelism;

namespace Likeness.Numerics.Operations;

/// <summary>The logistic function 1 / (1 + e⁻ˣ).</summary>
public static unsafe class Sigmoid
{
    /// <summary>output = σ(input); both may be the same tensor.</summary>
    public static void Forward(WorkerTeam team, Tensor input, Tensor output) =>
        team.For(Chunks.Count(input.Count), new ForwardWork { Count = input.Count, Input = input.Pointer, Output = output.Pointer });

    /// <summary>inputGradient = outputGradient · y · (1 − y) with the outputs y. Both gradients may be the same tensor.</summary>
    public static void Backward(WorkerTeam team, Tensor output, Tensor outputGradient, Tensor inputGradient) =>
        team.For(Chunks.Count(output.Count), new BackwardWork
        {
            Count = output.Count, Output = output.Pointer, OutputGradient = outputGradient.Pointer, InputGradient = inputGradient.Pointer,
        });

    private struct ForwardWork : IWork
    {
        public long Count;
        public float* Input;
        public float* Output;

        public readonly void Run(int start, int end, int worker)
        {
            for (var chunk = start; chunk < end; chunk++)
            {
                var at = (long)chunk * Chunks.Length;
                var count = Chunks.LengthOf(chunk, Count);
                TensorPrimitives.Sigmoid(new ReadOnlySpan<float>(Input + at, count), new Span<float>(Output + at, count));
            }
        }
    }

    private struct BackwardWork : IWork
    {
        public long Count;
        public float* Output;
        public float* OutputGradient;
        public float* InputGradient;

        public readonly void Run(int start, int end, int worker)
        {
            Span<float> derivative = stackalloc float[Chunks.Length];
            for (var chunk = start; chunk < end; chunk++)
            {
                var at = (long)chunk * Chunks.Length;
                var count = Chunks.LengthOf(chunk, Count);
                var y = new ReadOnlySpan<float>(Output + at, count);
                TensorPrimitives.Subtract(1f, y, derivative[..count]);
                TensorPrimitives.Multiply(derivative[..count], y, derivative[..count]);
                TensorPrimitives.Multiply(
                    derivative[..count], new ReadOnlySpan<float>(OutputGradient + at, count), new Span<float>(InputGradient + at, count));
            }
        }
    }
}
