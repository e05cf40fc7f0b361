using System.Numerics.Tensors;
using Likeness.Numerics.Parallelism;

namespace Likeness.Numerics.Operations;

/// <summary>The mean over all numbers of (output − target)².</summary>
public sealed unsafe class MeanSquaredError
{
    private double[] partial = [];

    /// <summary>Computes the loss and, where wanted, its gradient 2 (output − target) / count.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="output">What the model gave.</param>
    /// <param name="target">What it should have given; the same shape.</param>
    /// <param name="gradient">Receives the gradient with respect to the output; null where nobody wants it.</param>
    /// <returns>The mean squared error, ≥ 0, the same for every number of threads.</returns>
    public double Run(WorkerTeam team, Tensor output, Tensor target, Tensor? gradient)
    {
        var chunks = Chunks.Count(output.Count);
        if (partial.Length < chunks) partial = new double[chunks];
        fixed (double* sums = partial)
        {
            team.For(chunks, new ChunkWork
            {
                Count = output.Count, Output = output.Pointer, Target = target.Pointer, Gradient = gradient is null
                    ? null
                    : gradient.Pointer, Sums = sums,
            });
            var sum = 0.0;
            for (var chunk = 0; chunk < chunks; chunk++) sum += sums[chunk];
            return sum / output.Count;
        }
    }

    private struct ChunkWork : IWork
    {
        public long Count;
        public float* Output;
        public float* Target;
        public float* Gradient;
        public double* Sums;

        public readonly void Run(int start, int end, int worker)
        {
            Span<float> scratch = stackalloc float[Chunks.Length];
            for (var chunk = start; chunk < end; chunk++)
            {
                var at = (long)chunk * Chunks.Length;
                var count = Chunks.LengthOf(chunk, Count);
                var difference = scratch[..count];
                TensorPrimitives.Subtract(
                    new ReadOnlySpan<float>(Output + at, count), new ReadOnlySpan<float>(Target + at, count), difference);
                Sums[chunk] = Operations.Sums.OfSquares(difference);
                if (Gradient != null) TensorPrimitives.Multiply(difference, 2f / Count, new Span<float>(Gradient + at, count));
            }
        }
    }
}
