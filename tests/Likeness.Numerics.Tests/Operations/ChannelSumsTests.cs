using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;
using Likeness.Numerics.Tensors;
using Likeness.Numerics.Tests.Simd;
using Likeness.Testing.Numbers;

namespace Likeness.Numerics.Tests.Operations;

public sealed unsafe class ChannelSumsTests
{
    public static TheoryData<int> Bits => Widths.All;

    [Theory]
    [MemberData(nameof(Bits))]
    public void Sums_over_pixels_are_added_to_what_is_there(int bits)
    {
        foreach (var pixels in new[] { 0, 1, 2, 3, 4, 5, 37 })
        foreach (var channels in new[] { 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 64, 65 })
        {
            using var values = RandomNumbers.Tensor(new Shape(Math.Max(1, pixels), channels), 1);
            using var sums = GuardedTensor.ForOutput(new Shape(channels));
            RandomNumbers.Array(channels, 2).CopyTo(sums.Span);
            var expected = Close.ToDouble(sums.Span);
            for (var i = 0; i < pixels * channels; i++) expected[i % channels] += values.Span[i];

            var loop = new SumLoop { Pixels = values.Pointer, Count = pixels, Channels = channels, Sums = sums.Tensor.Pointer };
            Widths.Run(bits, ref loop);

            Close.Check(expected, sums.Span, what: $"{pixels} pixels of {channels} channels");
            sums.CheckGuard();
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 7)]
    [InlineData(32, 192)]
    [InlineData(3, 4096)]
    [InlineData(3, 4097)]
    [InlineData(2, 10_000)]
    public void Column_sums(int rows, int columns)
    {
        using var team = new WorkerTeam(2);
        using var matrix = RandomNumbers.Tensor(new Shape(rows, columns), 1);
        using var sums = GuardedTensor.ForOutput(new Shape(columns));
        ColumnSums.Run(team, matrix, sums.Tensor);
        var expected = new double[columns];
        for (var i = 0; i < rows * columns; i++) expected[i % columns] += matrix.Span[i];
        Close.Check(expected, sums.Span);
        sums.CheckGuard();
    }

    private struct SumLoop : ISimdLoop
    {
        public float* Pixels;
        public int Count;
        public int Channels;
        public float* Sums;

        public readonly void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector> =>
            ChannelSum<TVector, TSimd>.Add(Pixels, Count, Channels, Sums);
    }
}
