using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// One step of Adam in the form that Keras computes: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − rate·m/(√v + ε).
/// </summary>
/// <remarks>Kingma and Ba, "Adam: a method for stochastic optimization", 2015, the form at the end of section 2.</remarks>
public static unsafe class AdamUpdate
{
    /// <summary>Updates a block of weights and their moments.</summary>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="columns">Numbers in a row.</param>
    /// <param name="weights">The block's first weight.</param>
    /// <param name="mean">Its running mean of gradients.</param>
    /// <param name="meanSquare">Its running mean of squared gradients.</param>
    /// <param name="stride">From a row to the next in the three above.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="gradientStride">From a row of the gradient to the next.</param>
    /// <param name="step">The numbers of this step.</param>
    public static void Run(
        int rows, int columns, float* weights, float* mean, float* meanSquare, nint stride, float* gradient, nint gradientStride,
        in AdamStep step)
    {
        var loop = new Loop
        {
            Rows = rows,
            Count = columns,
            W = weights,
            M = mean,
            V = meanSquare,
            Stride = stride,
            G = gradient,
            GradientStride = gradientStride,
            Step = step,
            MeanShare = (float)(1 - step.Beta1),
            SquareShare = (float)(1 - step.Beta2),
        };
        SimdPath.Run(ref loop);
    }

    /// <summary>Updates <paramref name="count"/> weights that lie side by side.</summary>
    public static void Run(int count, float* weights, float* mean, float* meanSquare, float* gradient, in AdamStep step) =>
        Run(1, count, weights, mean, meanSquare, 0, gradient, 0, in step);

    /// <summary>The same in float64, number by number: what both of the above are tested against.</summary>
    internal static (double Weight, double Mean, double MeanSquare) Reference(
        double weight, double mean, double meanSquare, double gradient, in AdamStep s)
    {
        gradient += 2.0 * s.WeightL2 * weight;
        mean = s.Beta1 * mean + (1.0 - s.Beta1) * gradient;
        meanSquare = s.Beta2 * meanSquare + (1.0 - s.Beta2) * gradient * gradient;
        return (weight - s.Rate * mean / (Math.Sqrt(meanSquare) + s.Epsilon), mean, meanSquare);
    }

    private struct Loop : ISimdLoop
    {
        /// <summary>How many rows before their use moments are prefetched: enough for memory to answer.</summary>
        private const int Ahead = 2;

        public int Rows;
        public int Count;
        public float* W;
        public float* M;
        public float* V;
        public nint Stride;
        public float* G;
        public nint GradientStride;
        public AdamStep Step;
        public float MeanShare;
        public float SquareShare;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            for (var row = 0; row < Rows; row++)
            {
                float* w = W + row * Stride, m = M + row * Stride, v = V + row * Stride, g = G + row * GradientStride;
                var ahead = Math.Min(Ahead, Rows - 1 - row) * Stride;
                var i = 0;
                for (; i + TSimd.Width <= Count; i += TSimd.Width)
                {
                    if (i % Lines.Floats == 0)
                    {
                        Lines.Prefetch(m + ahead + i);
                        Lines.Prefetch(v + ahead + i);
                    }

                    One<TVector, TSimd>(w + i, m + i, v + i, g + i);
                }

                for (; i < Count; i++) One<float, SimdScalar>(w + i, m + i, v + i, g + i);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void One<TVector, TSimd>(float* w, float* m, float* v, float* g)
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            var weight = TSimd.Load(w);
            var gradient = TSimd.MultiplyAdd(TSimd.Broadcast(2 * Step.WeightL2), weight, TSimd.Load(g));
            var mean = TSimd.Load(m);
            mean = TSimd.MultiplyAdd(TSimd.Broadcast(MeanShare), TSimd.Subtract(gradient, mean), mean);
            var square = TSimd.Load(v);
            square = TSimd.MultiplyAdd(TSimd.Broadcast(SquareShare), TSimd.Subtract(TSimd.Multiply(gradient, gradient), square), square);
            var root = TSimd.Add(TSimd.Sqrt(square), TSimd.Broadcast(Step.Epsilon));
            TSimd.Store(mean, m);
            TSimd.Store(square, v);
            TSimd.Store(TSimd.Subtract(weight, TSimd.Divide(TSimd.Multiply(TSimd.Broadcast(Step.Rate), mean), root)), w);
        }
    }
}

/// <summary>The numbers of one step of Adam, the same for all weights.</summary>
/// <param name="Rate">α·√(1−β₂ᵗ)/(1−β₁ᵗ), with the learning rate α and the step's number t from 1.</param>
/// <param name="Beta1">Decay of the mean of the gradients; in float64, because 1 − β₂ would lose five digits in float32.</param>
/// <param name="Beta2">Decay of the mean of their squares; in float64 as well.</param>
/// <param name="Epsilon">Added to the root.</param>
/// <param name="WeightL2">The penalty WeightL2·Σw² adds 2·WeightL2·w to the gradient.</param>
public readonly record struct AdamStep(float Rate, double Beta1, double Beta2, float Epsilon, float WeightL2);
