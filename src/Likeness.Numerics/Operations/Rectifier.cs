using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// ReLU and LeakyReLU: x where x &gt; 0, else slope · x. Mostly they run inside the product before them (<see cref="Epilogue"/>); this is
/// for the rest.
/// </summary>
public static unsafe class Rectifier
{
    /// <summary>output = rectify(input); both may be the same tensor.</summary>
    public static void Forward(WorkerTeam team, Tensor input, float slope, Tensor output) => Run(team, input, input, slope, output);

    /// <summary>
    /// inputGradient = outputGradient · derivative. The outputs tell it, because with 0 ≤ slope ≤ 1 they are positive exactly where the
    /// inputs are. Both gradients may be the same tensor.
    /// </summary>
    public static void Backward(WorkerTeam team, Tensor output, float slope, Tensor outputGradient, Tensor inputGradient) =>
        Run(team, output, outputGradient, slope, inputGradient);

    private static void Run(WorkerTeam team, Tensor test, Tensor values, float slope, Tensor result)
    {
        var loop = new RectifierLoop
        {
            Team = team, Count = values.Count, Test = test.Pointer, Values = values.Pointer, Slope = slope, Result = result.Pointer,
        };
        SimdPath.Run(ref loop);
    }

    private struct RectifierLoop : ISimdLoop
    {
        public WorkerTeam Team;
        public long Count;
        public float* Test;
        public float* Values;
        public float Slope;
        public float* Result;

        public readonly void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector> =>
            Team.For(Chunks.Count(Count), new ChunkWork<TVector, TSimd> { Loop = this }, chunkSize: 4);
    }

    private struct ChunkWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public RectifierLoop Loop;

        public readonly void Run(int start, int end, int worker)
        {
            for (var chunk = start; chunk < end; chunk++)
            {
                var at = (long)chunk * Chunks.Length;
                Chunk(Loop.Test + at, Loop.Values + at, Loop.Slope, Loop.Result + at, Chunks.LengthOf(chunk, Loop.Count));
            }
        }

        private static void Chunk(float* test, float* values, float slope, float* result, int count)
        {
            var factor = TSimd.Broadcast(slope);
            var i = 0;
            for (; i + TSimd.Width <= count; i += TSimd.Width)
            {
                var v = TSimd.Load(values + i);
                TSimd.Store(TSimd.SelectPositive(TSimd.Load(test + i), v, TSimd.Multiply(v, factor)), result + i);
            }

            for (; i < count; i++) result[i] = test[i] > 0 ? values[i] : values[i] * slope;
        }
    }
}
