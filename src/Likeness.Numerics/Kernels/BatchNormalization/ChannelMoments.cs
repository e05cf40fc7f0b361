using System.Runtime.CompilerServices;
using Likeness.Numerics.Kernels.ChannelSums;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.BatchNormalization;

/// <summary>Sums over a few pixels that are in the cache, channel by channel; two vectors of channels at a time stay in registers.</summary>
internal static unsafe class ChannelMoments<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>mean[c] and the sum of squared differences from it, in two passes: no digits cancel.</summary>
    public static void MeanAndSquares(float* x, int pixels, int channels, float* mean, float* squares)
    {
        new Span<float>(mean, channels).Clear();
        new Span<float>(squares, channels).Clear();
        ChannelSum<TVector, TSimd>.Add(x, pixels, channels, mean);
        for (var c = 0; c < channels; c++) mean[c] /= pixels;
        var channel = 0;
        for (; channel + 2 * TSimd.Width <= channels; channel += 2 * TSimd.Width) AddSquares(x + channel, pixels, channels, mean + channel, squares + channel);
        for (; channel < channels; channel++)
        {
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                var difference = x[(nint)pixel * channels + channel] - mean[channel];
                squares[channel] += difference * difference;
            }
        }
    }

    /// <summary>sums[c] += Σ u, products[c] += Σ u·(v − mean).</summary>
    public static void SumAndProducts(float* u, float* v, float* mean, int pixels, int channels, float* sums, float* products)
    {
        var channel = 0;
        for (; channel + 2 * TSimd.Width <= channels; channel += 2 * TSimd.Width)
            AddSumAndProducts(u + channel, v + channel, mean + channel, pixels, channels, sums + channel, products + channel);
        for (; channel < channels; channel++)
        {
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                var at = (nint)pixel * channels + channel;
                sums[channel] += u[at];
                products[channel] += u[at] * (v[at] - mean[channel]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSquares(float* x, int pixels, int channels, float* mean, float* squares)
    {
        TVector m0 = TSimd.Load(mean), m1 = TSimd.Load(mean + TSimd.Width);
        TVector s0 = TSimd.Load(squares), s1 = TSimd.Load(squares + TSimd.Width);
        TVector t0 = default, t1 = default;
        var pixel = 0;
        for (; pixel + 2 <= pixels; pixel += 2, x += 2 * channels)
        {
            var d0 = TSimd.Subtract(TSimd.Load(x), m0);
            var d1 = TSimd.Subtract(TSimd.Load(x + TSimd.Width), m1);
            s0 = TSimd.MultiplyAdd(d0, d0, s0);
            s1 = TSimd.MultiplyAdd(d1, d1, s1);
            d0 = TSimd.Subtract(TSimd.Load(x + channels), m0);
            d1 = TSimd.Subtract(TSimd.Load(x + channels + TSimd.Width), m1);
            t0 = TSimd.MultiplyAdd(d0, d0, t0);
            t1 = TSimd.MultiplyAdd(d1, d1, t1);
        }

        if (pixel < pixels)
        {
            var d0 = TSimd.Subtract(TSimd.Load(x), m0);
            var d1 = TSimd.Subtract(TSimd.Load(x + TSimd.Width), m1);
            s0 = TSimd.MultiplyAdd(d0, d0, s0);
            s1 = TSimd.MultiplyAdd(d1, d1, s1);
        }

        TSimd.Store(TSimd.Add(s0, t0), squares);
        TSimd.Store(TSimd.Add(s1, t1), squares + TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSumAndProducts(float* u, float* v, float* mean, int pixels, int channels, float* sums, float* products)
    {
        TVector m0 = TSimd.Load(mean), m1 = TSimd.Load(mean + TSimd.Width);
        TVector s0 = TSimd.Load(sums), s1 = TSimd.Load(sums + TSimd.Width);
        TVector p0 = TSimd.Load(products), p1 = TSimd.Load(products + TSimd.Width);
        for (var pixel = 0; pixel < pixels; pixel++, u += channels, v += channels)
        {
            TVector u0 = TSimd.Load(u), u1 = TSimd.Load(u + TSimd.Width);
            s0 = TSimd.Add(s0, u0);
            s1 = TSimd.Add(s1, u1);
            p0 = TSimd.MultiplyAdd(u0, TSimd.Subtract(TSimd.Load(v), m0), p0);
            p1 = TSimd.MultiplyAdd(u1, TSimd.Subtract(TSimd.Load(v + TSimd.Width), m1), p1);
        }

        TSimd.Store(s0, sums);
        TSimd.Store(s1, sums + TSimd.Width);
        TSimd.Store(p0, products);
        TSimd.Store(p1, products + TSimd.Width);
    }
}
