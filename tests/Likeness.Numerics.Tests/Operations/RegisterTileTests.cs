using FsCheck;
using FsCheck.Fluent;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Simd;
using Likeness.Numerics.Tests.Simd;
using Likeness.Testing.Numbers;

namespace Likeness.Numerics.Tests.Operations;

public sealed unsafe class RegisterTileTests
{
    private const int Front = 40;

    public static TheoryData<int> Bits => Widths.All;

    [Theory]
    [MemberData(nameof(Bits))]
    public void Any_tile_equals_the_plain_loops_and_writes_nothing_beside(int bits)
    {
        var widest = 2 * bits / 32;
        var cases =
            from rows in Gen.Choose(1, 20)
            from columns in Gen.OneOf(Gen.Choose(1, widest), Gen.Constant(widest))
            from segments in Gen.Choose(0, 3)
            from steps in Gen.Choose(1, 9)
            from gaps in Gen.Choose(0, 3)
            from accumulate in Gen.Elements(false, false, true)
            from bias in Gen.Elements(false, true)
            from slope in Gen.Elements(1f, 0f, 0.3f)
            from gate in Gen.Elements(-1f, 0f, 0.25f, 1f)
            from scale in Gen.Elements(false, false, true)
            select new Case(rows, columns, segments, steps, gaps, accumulate, bias, slope, gate, scale);
        Prop.ForAll(cases.ToArbitrary(), c => Check(bits, c)).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(2024, 77));
    }

    [Theory]
    [MemberData(nameof(Bits))]
    public void Every_count_of_rows_and_columns(int bits)
    {
        for (var rows = 1; rows <= 20; rows++)
        for (var columns = 1; columns <= 2 * bits / 32; columns++)
            Check(bits, new Case(rows, columns, Segments: 2, Steps: 3, Gaps: 1, Accumulate: false, Bias: true, Slope: 0.3f, GateSlope: 0.25f, Scale: true));
    }

    private static void Check(int bits, Case c)
    {
        var width = bits / 32;
        var rowStride = c.Steps * 2 + c.Gaps;
        var bStride = 2 * width + c.Gaps;
        var cStride = c.Columns + c.Gaps;
        var a = RandomNumbers.Array(64 + 3L * 5 + c.Rows * rowStride + c.Steps * 2, 1);
        var b = RandomNumbers.Array(64 + 3L * bStride * c.Steps + 2 * width, 2);
        var bias = RandomNumbers.Array(2 * width, 3);
        var (scale, shift) = (RandomNumbers.Array(2 * width, 6), RandomNumbers.Array(2 * width, 7));
        var gate = RandomNumbers.Array(c.Rows * cStride + 2 * width, 4);
        gate[0] = 0;
        var found = RandomNumbers.Array(Front + c.Rows * cStride + 64, 5);
        var expected = found.ToArray();
        Span<nint> aOffsets = [3, 8, 0, 0], bOffsets = [0, bStride * c.Steps, 7, 0];
        fixed (float* aPointer = a, bPointer = b, biasPointer = bias, gatePointer = gate, scalePointer = scale, shiftPointer = shift, foundPointer = found, expectedPointer = expected)
        fixed (nint* aOffset = aOffsets, bOffset = bOffsets)
        {
            var x = new TileInput
            {
                A = aPointer, RowStride = rowStride, StepStride = 2, B = bPointer, BStride = bStride, Steps = c.Steps, Segments = c.Segments, AOffsets = aOffset, BOffsets = bOffset,
            };
            var y = new TileOutput
            {
                C = expectedPointer + Front,
                RowStride = cStride,
                Columns = c.Columns,
                Bias = c.Bias ? biasPointer : null,
                Slope = c.Slope,
                Gate = c.GateSlope >= 0 ? gatePointer : null,
                GateSlope = c.GateSlope,
                Scale = c.Scale ? scalePointer : null,
                Shift = c.Scale ? shiftPointer : null,
                Accumulate = c.Accumulate,
            };
            RegisterTileReference.Run(c.Rows, x, y);
            y.C = foundPointer + Front;
            var loop = new TileLoop { Rows = c.Rows, X = x, Y = y };
            Widths.Run(bits, ref loop);
        }

        for (var i = 0; i < found.Length; i++)
        {
            var at = i - Front;
            var inside = at >= 0 && at / cStride < c.Rows && at % cStride < c.Columns;
            if (inside ? !(Math.Abs(found[i] - expected[i]) <= 1e-5) : found[i] != expected[i])
                Assert.Fail($"{c}: {(inside ? "row" : "outside, near row")} {at / cStride}, column {at % cStride}: expected {expected[i]}, found {found[i]}");
        }
    }

    private sealed record Case(int Rows, int Columns, int Segments, int Steps, int Gaps, bool Accumulate, bool Bias, float Slope, float GateSlope, bool Scale);

    private struct TileLoop : ISimdLoop
    {
        public int Rows;
        public TileInput X;
        public TileOutput Y;

        public readonly void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector> =>
            RegisterTile<TVector, TSimd>.Run(Rows, X, Y);
    }
}
