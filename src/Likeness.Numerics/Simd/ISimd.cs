using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Likeness.Numerics.Simd;

/// <summary>
/// The arithmetic of one vector width. Loops are written once, generic over it; the compiler makes one version per width
/// in which every call below is one instruction.
/// </summary>
/// <typeparam name="TVector">The register: <c>Vector512&lt;float&gt;</c>, …, or a plain <c>float</c>.</typeparam>
internal unsafe interface ISimd<TVector> where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>
    /// Rows of the register tile: 8 rows × 2 vectors need 16 accumulators and 3 registers more, which machines with 32 vector
    /// registers have; with 16 registers 4 rows are as many as fit.
    /// </summary>
    static abstract int TileRows { get; }

    static abstract TVector Load(float* p);

    /// <summary><see cref="Width"/> bytes, each as the float of the same value.</summary>
    static abstract TVector LoadBytes(byte* p);

    static abstract void Store(TVector v, float* p);

    /// <summary>Stores past the caches; <paramref name="p"/> is a multiple of the vector's size.</summary>
    static abstract void Stream(TVector v, float* p);

    static abstract TVector Broadcast(float v);

    /// <summary>a × b + c, rounded once where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    static abstract TVector Sqrt(TVector a);

    static abstract TVector Max(TVector a, TVector b);

    /// <summary>
    /// Lane by lane: <paramref name="whenPositive"/> where <paramref name="test"/> &gt; 0, else <paramref name="otherwise"/>.
    /// </summary>
    static abstract TVector SelectPositive(TVector test, TVector whenPositive, TVector otherwise);

    /// <summary>The sum across all lanes.</summary>
    static abstract float Sum(TVector a);

    /// <summary>The sums across the lanes of four vectors, written one after another: cheaper than four times <see cref="Sum"/>.</summary>
    static abstract void Sums(TVector a, TVector b, TVector c, TVector d, float* sums);

    /// <summary>Prefetches the cache line at <paramref name="p"/>; the address need not be valid.</summary>
    static abstract void Prefetch(float* p);
}

/// <summary>
/// A loop with its arguments, written once for every vector width; <see cref="SimdPath"/> runs it in the width that was chosen.
/// </summary>
internal interface ISimdLoop
{
    void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector>;
}

/// <summary>Cache lines.</summary>
internal static unsafe class Lines
{
    /// <summary>Floats in a line.</summary>
    public const int Floats = 16;

    /// <summary>
    /// Brings a line into the second-level cache, where the processor can be asked to; elsewhere it finds its way itself.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* p)
    {
        if (Sse.IsSupported) Sse.Prefetch1(p);
    }
}
