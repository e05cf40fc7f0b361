using Likeness.Numerics.Simd;
using Likeness.Testing.Numbers;

namespace Likeness.Numerics.Tests.Simd;

/// <summary>Every operation of every width against the same on plain numbers.</summary>
public sealed unsafe class SimdTests
{
    public static TheoryData<int> Bits => Widths.All;

    [Theory]
    [MemberData(nameof(Bits))]
    public void Every_operation_does_lane_by_lane_what_it_says(int bits)
    {
        var loop = new Operations();
        Widths.Run(bits, ref loop);
    }

    private struct Operations : ISimdLoop
    {
        public readonly void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            var (x, y, z) = (RandomNumbers.Array(16, 1), RandomNumbers.Array(16, 2, 0.5f, 2), RandomNumbers.Array(16, 3));
            x[0] = 0;
            fixed (float* a = x, b = y, c = z)
            {
                TVector u = TSimd.Load(a), v = TSimd.Load(b), w = TSimd.Load(c);
                Check<TVector, TSimd>(TSimd.Broadcast(0.7f), _ => 0.7f);
                Check<TVector, TSimd>(TSimd.Add(u, v), i => x[i] + y[i]);
                Check<TVector, TSimd>(TSimd.Subtract(u, v), i => x[i] - y[i]);
                Check<TVector, TSimd>(TSimd.Multiply(u, v), i => x[i] * y[i]);
                Check<TVector, TSimd>(TSimd.Divide(u, v), i => x[i] / y[i]);
                Check<TVector, TSimd>(TSimd.Sqrt(v), i => MathF.Sqrt(y[i]));
                Check<TVector, TSimd>(TSimd.Max(u, w), i => MathF.Max(x[i], z[i]));
                Check<TVector, TSimd>(TSimd.SelectPositive(u, v, w), i => x[i] > 0 ? y[i] : z[i]);
                Check<TVector, TSimd>(TSimd.MultiplyAdd(u, v, w), i => (double)x[i] * y[i] + z[i], 1e-6);
                Assert.Equal(x.Take(TSimd.Width).Sum(i => (double)i), TSimd.Sum(u), 1e-5);
            }
        }

        private static void Check<TVector, TSimd>(TVector found, Func<int, double> expected, double tolerance = 0)
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            var lanes = stackalloc float[17];
            lanes[TSimd.Width] = -77;
            TSimd.Store(found, lanes);
            for (var i = 0; i < TSimd.Width; i++) Assert.InRange(lanes[i], expected(i) - tolerance, expected(i) + tolerance);
            Assert.Equal(-77, lanes[TSimd.Width]);
        }
    }
}
