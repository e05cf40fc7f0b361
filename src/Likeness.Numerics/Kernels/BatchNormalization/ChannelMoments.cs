using Likeness.Numerics.Kernels.ChannelSums;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.BatchNormalization;

/// <summary>Sums over a few pixels that are in the cache, channel by channel.</summary>
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
        for (var pixel = 0; pixel < pixels; pixel++, x += channels) AddProducts(x, x, mean, mean, channels, squares);
    }

    /// <summary>sums[c] += Σ u, products[c] += Σ u·(v − mean).</summary>
    public static void SumAndProducts(float* u, float* v, float* mean, int pixels, int channels, float* zeros, float* sums, float* products)
    {
        ChannelSum<TVector, TSimd>.Add(u, pixels, channels, sums);
        for (var pixel = 0; pixel < pixels; pixel++, u += channels, v += channels) AddProducts(u, v, zeros, mean, channels, products);
    }

    private static void AddProducts(float* u, float* v, float* uMean, float* vMean, int channels, float* products)
    {
        var c = 0;
        for (; c + TSimd.Width <= channels; c += TSimd.Width)
        {
            var a = TSimd.Subtract(TSimd.Load(u + c), TSimd.Load(uMean + c));
            var b = TSimd.Subtract(TSimd.Load(v + c), TSimd.Load(vMean + c));
            TSimd.Store(TSimd.MultiplyAdd(a, b, TSimd.Load(products + c)), products + c);
        }

        for (; c < channels; c++) products[c] += (u[c] - uMean[c]) * (v[c] - vMean[c]);
    }
}
