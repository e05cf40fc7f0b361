using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// Sums over a few pixels that are in the cache, channel by channel; two vectors of channels at a time stay in registers.
/// </summary>
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
        for (; channel + 2 * TSimd.Width <= channels; channel += 2 * TSimd.Width)
            AddSquares(x + channel, pixels, channels, mean + channel, squares + channel);
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
    public static void Two(
        float* u, float* v, float* a, float* b, float* d, float gateSlope, float* result, int pixels, int channels, bool stream)
    {
        var slope = TSimd.Broadcast(gateSlope);
        for (var pixel = 0; pixel < pixels; pixel++, u += channels, v += channels, result += channels)
        {
            var c = 0;
            for (; c + TSimd.Width <= channels; c += TSimd.Width)
            {
                var x = TSimd.Load(v + c);
                var sum = TSimd.MultiplyAdd(
                    TSimd.Load(a + c), TSimd.Load(u + c), TSimd.MultiplyAdd(TSimd.Load(b + c), x, TSimd.Load(d + c)));
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
