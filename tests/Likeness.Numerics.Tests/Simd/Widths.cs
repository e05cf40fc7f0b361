using System.Runtime.Intrinsics;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Tests.Simd;

/// <summary>The vector widths of this machine, for loops that are tested in all of them in one run.</summary>
internal static class Widths
{
    public static TheoryData<int> All => [.. SimdPath.Available.Select(SimdPath.Choose)];

    public static void Run<TLoop>(int bits, ref TLoop loop) where TLoop : struct, ISimdLoop
    {
        switch (bits)
        {
            case 512: loop.Run<Vector512<float>, Simd512>(); break;
            case 256: loop.Run<Vector256<float>, Simd256>(); break;
            case 128: loop.Run<Vector128<float>, Simd128>(); break;
            default: loop.Run<float, SimdScalar>(); break;
        }
    }
}
