using System.Numerics.Tensors;
using Likeness.Numerics.Parallelism;

namespace Likeness.Numerics.Operations;

/// <summary>Enlarges pictures by repeating every pixel factor × factor times.</summary>
public static unsafe class NearestUpSampling
{
    /// <summary>From (batch, height, width, channels) to (batch, height·factor, width·factor, channels).</summary>
    public static void Forward(WorkerTeam team, Tensor input, int factor, Tensor output) =>
        team.For(input.Shape[0] * input.Shape[1], Work(input, factor, output, forward: true));

    /// <summary>The gradient with respect to the input: the sum over each pixel's copies.</summary>
    public static void Backward(WorkerTeam team, Tensor outputGradient, int factor, Tensor inputGradient) =>
        team.For(inputGradient.Shape[0] * inputGradient.Shape[1], Work(inputGradient, factor, outputGradient, forward: false));

    private static RowWork Work(Tensor small, int factor, Tensor large, bool forward) => new()
    {
        Width = small.Shape[2], Channels = small.Shape[3], Factor = factor, Small = small.Pointer, Large = large.Pointer, Forward = forward,
    };

    private struct RowWork : IWork
    {
        public int Width;
        public int Channels;
        public int Factor;
        public float* Small;
        public float* Large;
        public bool Forward;

        public readonly void Run(int start, int end, int worker)
        {
            for (var row = start; row < end; row++)
            {
                for (var column = 0; column < Width; column++) Pixel(row, column);
            }
        }

        private readonly void Pixel(int row, int column)
        {
            var small = new Span<float>(Small + ((nint)row * Width + column) * Channels, Channels);
            if (!Forward) small.Clear();
            for (var y = 0; y < Factor; y++)
            {
                for (var x = 0; x < Factor; x++)
                {
                    var large = new Span<float>(
                        Large + (((nint)row * Factor + y) * Width * Factor + column * Factor + x) * Channels, Channels);
                    if (Forward) small.CopyTo(large);
                    else TensorPrimitives.Add(small, large, small);
                }
            }
        }
    }
}
