using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>Sums over pixels, channel by channel: sums[c] += Σ over p of pixels[p, c].</summary>
internal static unsafe class ChannelSum<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    public static void Add(float* pixels, int count, int channels, float* sums)
    {
        var channel = 0;
        for (; channel + 2 * TSimd.Width <= channels; channel += 2 * TSimd.Width)
            AddVectors(pixels + channel, count, channels, sums + channel);
        for (; channel < channels; channel++) AddOne(pixels + channel, count, channels, sums + channel);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddVectors(float* pixels, int count, int channels, float* sums)
    {
        TVector a = default, b = default, c = default, d = default;
        var pixel = 0;
        for (; pixel + 2 <= count; pixel += 2, pixels += 2 * channels)
        {
            a = TSimd.Add(a, TSimd.Load(pixels));
            b = TSimd.Add(b, TSimd.Load(pixels + TSimd.Width));
            c = TSimd.Add(c, TSimd.Load(pixels + channels));
            d = TSimd.Add(d, TSimd.Load(pixels + channels + TSimd.Width));
        }

        if (pixel < count)
        {
            a = TSimd.Add(a, TSimd.Load(pixels));
            b = TSimd.Add(b, TSimd.Load(pixels + TSimd.Width));
        }

        TSimd.Store(TSimd.Add(TSimd.Load(sums), TSimd.Add(a, c)), sums);
        TSimd.Store(TSimd.Add(TSimd.Load(sums + TSimd.Width), TSimd.Add(b, d)), sums + TSimd.Width);
    }

    private static void AddOne(float* pixels, int count, int channels, float* sum)
    {
        float a = 0, b = 0, c = 0, d = 0;
        var pixel = 0;
        for (; pixel + 4 <= count; pixel += 4, pixels += 4 * channels)
        {
            a += pixels[0];
            b += pixels[channels];
            c += pixels[2 * channels];
            d += pixels[3 * channels];
        }

        for (; pixel < count; pixel++, pixels += channels) a += *pixels;
        *sum += a + b + (c + d);
    }
}

/// <summary>sums[c] = Σ over rows of matrix[row, c], for few rows and any number of columns.</summary>
public static unsafe class ColumnSums
{
    /// <summary>Sums the columns of (rows, columns) into (columns).</summary>
    public static void Run(WorkerTeam team, Tensor matrix, Tensor sums) =>
        team.For(
            Chunks.Count(sums.Count),
            new ChunkWork { Rows = matrix.Shape[0], Columns = sums.Count, Matrix = matrix.Pointer, Sums = sums.Pointer });

    private struct ChunkWork : IWork
    {
        public int Rows;
        public long Columns;
        public float* Matrix;
        public float* Sums;

        public readonly void Run(int start, int end, int worker)
        {
            for (var chunk = start; chunk < end; chunk++)
            {
                var at = (long)chunk * Chunks.Length;
                var count = Chunks.LengthOf(chunk, Columns);
                var sums = new Span<float>(Sums + at, count);
                new ReadOnlySpan<float>(Matrix + at, count).CopyTo(sums);
                for (var row = 1; row < Rows; row++)
                    TensorPrimitives.Add(sums, new ReadOnlySpan<float>(Matrix + row * Columns + at, count), sums);
            }
        }
    }
}
