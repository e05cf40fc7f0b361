using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// Sums over arrays, in an order that is fixed by their length and the vector width: the same numbers have the same sum wherever they lie
/// in memory, which the sums of <see cref="System.Numerics.Tensors.TensorPrimitives"/> do not promise.
/// </summary>
public static unsafe class Sums
{
    /// <summary>Σ x².</summary>
    public static float OfSquares(ReadOnlySpan<float> x) => Run<Product>(x, x);

    /// <summary>Σ |x|.</summary>
    public static float OfMagnitudes(ReadOnlySpan<float> x) => Run<Magnitude>(x, x);

    /// <summary>Σ x · y.</summary>
    /// <exception cref="ArgumentException">They have not the same length.</exception>
    public static float OfProducts(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Run<Product>(x, y);

    /// <summary>Σ (x − y)².</summary>
    /// <exception cref="ArgumentException">They have not the same length.</exception>
    public static float OfSquaredDifferences(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Run<SquaredDifference>(x, y);

    private static float Run<TTerm>(ReadOnlySpan<float> x, ReadOnlySpan<float> y) where TTerm : struct, ITerm
    {
        if (x.Length != y.Length) throw new ArgumentException($"{x.Length} numbers have {y.Length} beside them.", nameof(y));
        fixed (float* a = x, b = y)
        {
            var loop = new Loop<TTerm> { A = a, B = b, Count = x.Length };
            SimdPath.Run(ref loop);
            return loop.Sum;
        }
    }

    /// <summary>What is summed.</summary>
    private interface ITerm
    {
        static abstract TVector Add<TVector, TSimd>(TVector a, TVector b, TVector sum)
            where TVector : struct
            where TSimd : struct, ISimd<TVector>;
    }

    private readonly struct Product : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Add<TVector, TSimd>(TVector a, TVector b, TVector sum)
            where TVector : struct
            where TSimd : struct, ISimd<TVector> => TSimd.MultiplyAdd(a, b, sum);
    }

    private readonly struct Magnitude : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Add<TVector, TSimd>(TVector a, TVector b, TVector sum)
            where TVector : struct
            where TSimd : struct, ISimd<TVector> => TSimd.Add(sum, TSimd.Max(a, TSimd.Subtract(default, a)));
    }

    private readonly struct SquaredDifference : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Add<TVector, TSimd>(TVector a, TVector b, TVector sum)
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            var difference = TSimd.Subtract(a, b);
            return TSimd.MultiplyAdd(difference, difference, sum);
        }
    }

    private struct Loop<TTerm> : ISimdLoop where TTerm : struct, ITerm
    {
        public float* A;
        public float* B;
        public int Count;
        public float Sum;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            TVector s0 = default, s1 = default, s2 = default, s3 = default;
            var width = TSimd.Width;
            var i = 0;
            for (; i + 4 * width <= Count; i += 4 * width)
            {
                s0 = TTerm.Add<TVector, TSimd>(TSimd.Load(A + i), TSimd.Load(B + i), s0);
                s1 = TTerm.Add<TVector, TSimd>(TSimd.Load(A + i + width), TSimd.Load(B + i + width), s1);
                s2 = TTerm.Add<TVector, TSimd>(TSimd.Load(A + i + 2 * width), TSimd.Load(B + i + 2 * width), s2);
                s3 = TTerm.Add<TVector, TSimd>(TSimd.Load(A + i + 3 * width), TSimd.Load(B + i + 3 * width), s3);
            }

            for (; i + width <= Count; i += width) s0 = TTerm.Add<TVector, TSimd>(TSimd.Load(A + i), TSimd.Load(B + i), s0);
            var rest = 0f;
            for (; i < Count; i++) rest = TTerm.Add<float, SimdScalar>(A[i], B[i], rest);
            Sum = TSimd.Sum(TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3))) + rest;
        }
    }
}
