using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.BatchNormalization;

/// <summary>result[p, c] = a[c]·u[p, c] + b[c]·v[p, c] + d[c], gated by a rectifier whose outputs v are.</summary>
internal static unsafe class ChannelMap<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One(float* u, float* a, float* d, float* result, int pixels, int channels, bool stream)
    {
        for (var pixel = 0; pixel < pixels; pixel++, u += channels, result += channels)
        {
            var c = 0;
            for (; c + TSimd.Width <= channels; c += TSimd.Width)
                Put(TSimd.MultiplyAdd(TSimd.Load(a + c), TSimd.Load(u + c), TSimd.Load(d + c)), result + c, stream);
            for (; c < channels; c++) result[c] = a[c] * u[c] + d[c];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Two(float* u, float* v, float* a, float* b, float* d, float gateSlope, float* result, int pixels, int channels, bool stream)
    {
        var slope = TSimd.Broadcast(gateSlope);
        for (var pixel = 0; pixel < pixels; pixel++, u += channels, v += channels, result += channels)
        {
            var c = 0;
            for (; c + TSimd.Width <= channels; c += TSimd.Width)
            {
                var x = TSimd.Load(v + c);
                var sum = TSimd.MultiplyAdd(TSimd.Load(a + c), TSimd.Load(u + c), TSimd.MultiplyAdd(TSimd.Load(b + c), x, TSimd.Load(d + c)));
                Put(TSimd.SelectPositive(x, sum, TSimd.Multiply(sum, slope)), result + c, stream);
            }

            for (; c < channels; c++)
            {
                var sum = a[c] * u[c] + (b[c] * v[c] + d[c]);
                result[c] = v[c] > 0 ? sum : sum * gateSlope;
            }
        }
    }

    /// <summary>Results that no cache can hold are written past them, so that their old content is not read first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TVector v, float* to, bool stream)
    {
        if (stream) TSimd.Stream(v, to);
        else TSimd.Store(v, to);
    }
}
