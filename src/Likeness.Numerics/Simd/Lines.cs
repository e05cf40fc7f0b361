using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Likeness.Numerics.Simd;

/// <summary>Cache lines.</summary>
internal static unsafe class Lines
{
    /// <summary>Floats in a line.</summary>
    public const int Floats = 16;

    /// <summary>Brings a line into the second-level cache, where the processor can be asked to; elsewhere it finds its way itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* p)
    {
        if (Sse.IsSupported) Sse.Prefetch1(p);
    }
}
