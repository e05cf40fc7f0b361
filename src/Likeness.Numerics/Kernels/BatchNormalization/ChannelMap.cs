using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.BatchNormalization;

/// <summary>result[p, c] = a[c]·u[p, c] + b[c]·v[p, c] + d[c], gated by a rectifier whose outputs v are.</summary>
internal static unsafe class ChannelMap<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    public static void One(float* u, float* a, float* d, float* result, int pixels, int channels)
    {
        for (var pixel = 0; pixel < pixels; pixel++, u += channels, result += channels)
        {
            var c = 0;
            for (; c + TSimd.Width <= channels; c += TSimd.Width)
                TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(a + c), TSimd.Load(u + c), TSimd.Load(d + c)), result + c);
            for (; c < channels; c++) result[c] = a[c] * u[c] + d[c];
        }
    }

    public static void Two(float* u, float* v, float* a, float* b, float* d, float gateSlope, float* result, int pixels, int channels)
    {
        var slope = TSimd.Broadcast(gateSlope);
        for (var pixel = 0; pixel < pixels; pixel++, u += channels, v += channels, result += channels)
        {
            var c = 0;
            for (; c + TSimd.Width <= channels; c += TSimd.Width)
            {
                var x = TSimd.Load(v + c);
                var sum = TSimd.MultiplyAdd(TSimd.Load(a + c), TSimd.Load(u + c), TSimd.MultiplyAdd(TSimd.Load(b + c), x, TSimd.Load(d + c)));
                TSimd.Store(TSimd.SelectPositive(x, sum, TSimd.Multiply(sum, slope)), result + c);
            }

            for (; c < channels; c++)
            {
                var sum = a[c] * u[c] + (b[c] * v[c] + d[c]);
                result[c] = v[c] > 0 ? sum : sum * gateSlope;
            }
        }
    }
}
