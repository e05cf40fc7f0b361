using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.Adam;

/// <summary>
/// One step of Adam in the form that Keras computes: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − rate·m/(√v + ε).
/// </summary>
/// <remarks>Kingma and Ba, "Adam: a method for stochastic optimization", 2015, the form at the end of section 2.</remarks>
public static unsafe class AdamUpdate
{
    /// <summary>Updates <paramref name="count"/> weights and their moments.</summary>
    public static void Run(int count, float* weights, float* mean, float* meanSquare, float* gradient, in AdamStep step)
    {
        var kernel = new Kernel
        {
            Count = count,
            W = weights,
            M = mean,
            V = meanSquare,
            G = gradient,
            Step = step,
            MeanShare = (float)(1 - step.Beta1),
            SquareShare = (float)(1 - step.Beta2),
        };
        SimdPath.Run(ref kernel);
    }

    /// <summary>The same in float64, number by number: what <see cref="Run"/> is tested against.</summary>
    internal static (double Weight, double Mean, double MeanSquare) Reference(double weight, double mean, double meanSquare, double gradient, in AdamStep s)
    {
        gradient += 2.0 * s.WeightL2 * weight;
        mean = s.Beta1 * mean + (1.0 - s.Beta1) * gradient;
        meanSquare = s.Beta2 * meanSquare + (1.0 - s.Beta2) * gradient * gradient;
        return (weight - s.Rate * mean / (Math.Sqrt(meanSquare) + s.Epsilon), mean, meanSquare);
    }

    private struct Kernel : ISimdKernel
    {
        public int Count;
        public float* W;
        public float* M;
        public float* V;
        public float* G;
        public AdamStep Step;
        public float MeanShare;
        public float SquareShare;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            var i = 0;
            for (; i + TSimd.Width <= Count; i += TSimd.Width) One<TVector, TSimd>(W + i, M + i, V + i, G + i);
            for (; i < Count; i++) One<float, SimdScalar>(W + i, M + i, V + i, G + i);
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
