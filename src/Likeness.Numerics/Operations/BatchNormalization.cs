using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// Normalises every channel over the batch: y = γ (x − mean)/√(variance + ε) + β, with the biased variance; and its gradient.
/// Holds the statistics of the last batch between the two passes.
/// </summary>
/// <remarks>
/// Ioffe and Szegedy, "Batch normalization", 2015. Pixels are taken in fixed groups whose sums are merged in float64 in a
/// fixed order (Chan, Golub and LeVeque, 1979), so that the result depends neither on threads nor on luck.
/// </remarks>
public sealed unsafe class BatchNormalization(int channels) : IDisposable
{
    /// <summary>Results of this size and more are written past the caches.</summary>
    private const long LargestCached = 16 << 20;

    private readonly int pixelsPerGroup = Math.Max(1, 16384 / channels);
    private readonly double[] mean = new double[channels];
    private readonly double[] variance = new double[channels];
    private readonly double[] inverse = new double[channels];
    private readonly AlignedBuffer coefficients = new(4L * channels);
    private AlignedBuffer? groups;

    /// <summary>Mean of each channel over the last training batch.</summary>
    public ReadOnlySpan<double> Mean => mean;

    /// <summary>Biased variance of each channel over the last training batch.</summary>
    public ReadOnlySpan<double> Variance => variance;

    /// <summary>Training: normalises by the batch's own statistics.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="x">(…, channels).</param>
    /// <param name="gamma">(channels).</param>
    /// <param name="beta">(channels).</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="y">Receives the shape of x.</param>
    public void ForwardTraining(WorkerTeam team, Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y)
    {
        var pixels = x.Count / channels;
        Run(team, new Loop { Pass = Pass.Moments, X = x.Pointer, Pixels = pixels });
        MergeMoments(pixels);
        Normalise(team, x, gamma, beta, epsilon, y);
    }

    /// <summary>Inference: normalises by moving statistics.</summary>
    public void ForwardInference(
        WorkerTeam team, Tensor x, Tensor gamma, Tensor beta, Tensor movingMean, Tensor movingVariance, float epsilon, Tensor y)
    {
        Take(movingMean, movingVariance);
        Normalise(team, x, gamma, beta, epsilon, y);
    }

    /// <summary>
    /// What inference does to a channel: y = scale · x + shift, for products that do it on their way (<see cref="Epilogue"/>).
    /// </summary>
    /// <param name="gamma">(channels).</param>
    /// <param name="beta">(channels).</param>
    /// <param name="movingMean">(channels).</param>
    /// <param name="movingVariance">(channels).</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="scale">Receives (channels).</param>
    /// <param name="shift">Receives (channels).</param>
    public void Inference(Tensor gamma, Tensor beta, Tensor movingMean, Tensor movingVariance, float epsilon, Tensor scale, Tensor shift)
    {
        Take(movingMean, movingVariance);
        Coefficients(gamma, beta, epsilon, scale.Pointer, shift.Pointer);
    }

    /// <summary>The gradients of the last training pass.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="x">As in the forward pass.</param>
    /// <param name="gamma">As in the forward pass.</param>
    /// <param name="outputGradient">The gradient with respect to y.</param>
    /// <param name="inputGradient">Receives the gradient with respect to x.</param>
    /// <param name="gammaGradient">Receives (channels).</param>
    /// <param name="betaGradient">Receives (channels).</param>
    /// <param name="gateSlope">The slope of the rectifier that made x; 1 where none did.</param>
    public void Backward(
        WorkerTeam team, Tensor x, Tensor gamma, Tensor outputGradient, Tensor inputGradient, Tensor gammaGradient, Tensor betaGradient,
        float gateSlope = 1)
    {
        var pixels = x.Count / channels;
        var centre = coefficients.Pointer + 3 * channels;
        for (var c = 0; c < channels; c++) centre[c] = (float)mean[c];
        Run(team, new Loop { Pass = Pass.Products, X = x.Pointer, Gradient = outputGradient.Pointer, Pixels = pixels });

        for (var c = 0; c < channels; c++)
        {
            double sum = 0, product = 0;
            for (var g = 0; g < Groups(pixels); g++)
            {
                sum += Group(g)[c];
                product += Group(g)[channels + c];
            }

            // The centre was rounded to float32: what it missed is a multiple of the plain sum.
            product = (product + sum * (centre[c] - mean[c])) * inverse[c];
            gammaGradient.Pointer[c] = (float)product;
            betaGradient.Pointer[c] = (float)sum;
            var scale = gamma.Pointer[c] * inverse[c];
            coefficients.Pointer[c] = (float)scale;
            coefficients.Pointer[channels + c] = (float)(-scale * inverse[c] * product / pixels);
            coefficients.Pointer[2 * channels + c] = (float)(scale * (inverse[c] * product * mean[c] - sum) / pixels);
        }

        Run(
            team,
            new Loop
            {
                Pass = Pass.Gradient, X = x.Pointer, Gradient = outputGradient.Pointer, Result = inputGradient.Pointer, Pixels = pixels,
                GateSlope = gateSlope,
            });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        coefficients.Dispose();
        groups?.Dispose();
    }

    private void Take(Tensor movingMean, Tensor movingVariance)
    {
        for (var c = 0; c < channels; c++) (mean[c], variance[c]) = (movingMean.Pointer[c], movingVariance.Pointer[c]);
    }

    private void Normalise(WorkerTeam team, Tensor x, Tensor gamma, Tensor beta, float epsilon, Tensor y)
    {
        Coefficients(gamma, beta, epsilon, coefficients.Pointer, coefficients.Pointer + channels);
        Run(team, new Loop { Pass = Pass.Normalise, X = x.Pointer, Result = y.Pointer, Pixels = x.Count / channels });
    }

    private void Coefficients(Tensor gamma, Tensor beta, float epsilon, float* scales, float* shifts)
    {
        for (var c = 0; c < channels; c++)
        {
            inverse[c] = 1 / Math.Sqrt(variance[c] + epsilon);
            var scale = gamma.Pointer[c] * inverse[c];
            scales[c] = (float)scale;
            shifts[c] = (float)(beta.Pointer[c] - mean[c] * scale);
        }
    }

    private void MergeMoments(long pixels)
    {
        for (var c = 0; c < channels; c++)
        {
            double count = 0, centre = 0, squares = 0;
            for (var g = 0; g < Groups(pixels); g++)
            {
                double size = Math.Min(pixelsPerGroup, pixels - (long)g * pixelsPerGroup);
                var difference = Group(g)[c] - centre;
                squares += Group(g)[channels + c] + difference * difference * count * size / (count + size);
                centre += difference * size / (count + size);
                count += size;
            }

            mean[c] = centre;
            variance[c] = squares / pixels;
        }
    }

    private int Groups(long pixels) => (int)((pixels + pixelsPerGroup - 1) / pixelsPerGroup);

    private float* Group(int number) => groups!.Pointer + (long)number * 2 * channels;

    private void Run(WorkerTeam team, Loop loop)
    {
        var needed = 2L * channels * Groups(loop.Pixels);
        if (groups is null || groups.Length < needed)
        {
            groups?.Dispose();
            groups = new AlignedBuffer(needed);
        }

        loop.Team = team;
        loop.Channels = channels;
        loop.PixelsPerGroup = pixelsPerGroup;
        loop.Groups = Groups(loop.Pixels);
        loop.GroupMemory = groups.Pointer;
        loop.Coefficients = coefficients.Pointer;
        SimdPath.Run(ref loop);
    }

    private enum Pass
    {
        Moments,
        Normalise,
        Products,
        Gradient,
    }

    private struct Loop : ISimdLoop
    {
        public Pass Pass;
        public WorkerTeam Team;
        public int Channels;
        public int PixelsPerGroup;
        public int Groups;
        public long Pixels;
        public float* X;
        public float* Gradient;
        public float* Result;
        public float* GroupMemory;
        public float* Coefficients;
        public float GateSlope;

        /// <summary>Whether the result is larger than the caches, and its pixels begin where vectors may.</summary>
        public readonly bool Stream<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector> =>
            Pixels * Channels * sizeof(float) >= LargestCached && Channels % TSimd.Width == 0;

        public readonly void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector> =>
            Team.For(Groups, new GroupWork<TVector, TSimd> { Loop = this }, chunkSize: 4);
    }

    private struct GroupWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public Loop Loop;

        public readonly void Run(int start, int end, int worker)
        {
            for (var group = start; group < end; group++)
            {
                var pixels = (int)Math.Min(Loop.PixelsPerGroup, Loop.Pixels - (long)group * Loop.PixelsPerGroup);
                One(group, (long)group * Loop.PixelsPerGroup * Loop.Channels, pixels);
            }
        }

        private readonly void One(int group, long at, int pixels)
        {
            var channels = Loop.Channels;
            var sums = Loop.GroupMemory + (long)group * 2 * channels;
            var a = Loop.Coefficients;
            switch (Loop.Pass)
            {
                case Pass.Moments:
                    ChannelMoments<TVector, TSimd>.MeanAndSquares(Loop.X + at, pixels, channels, sums, sums + channels);
                    break;
                case Pass.Normalise:
                    ChannelMap<TVector, TSimd>.One(
                        Loop.X + at, a, a + channels, Loop.Result + at, pixels, channels, Loop.Stream<TVector, TSimd>());
                    break;
                case Pass.Products:
                    new Span<float>(sums, 2 * channels).Clear();
                    ChannelMoments<TVector, TSimd>.SumAndProducts(
                        Loop.Gradient + at, Loop.X + at, a + 3 * channels, pixels, channels, sums, sums + channels);
                    break;
                default:
                    ChannelMap<TVector, TSimd>.Two(
                        Loop.Gradient + at, Loop.X + at, a, a + channels, a + 2 * channels, Loop.GateSlope, Loop.Result + at, pixels,
                        channels, Loop.Stream<TVector, TSimd>());
                    break;
            }
        }
    }
}
