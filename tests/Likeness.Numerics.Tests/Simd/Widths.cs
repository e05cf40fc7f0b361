using System.Runtime.Intrinsics;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Tests.Simd;

/// <summary>The vector widths of this machine, for kernels that are tested in all of them in one run.</summary>
internal static class Widths
{
    public static TheoryData<int> All => [.. SimdPath.Available.Select(SimdPath.Choose)];

    public static void Run<TKernel>(int bits, ref TKernel kernel) where TKernel : struct, ISimdKernel
    {
        switch (bits)
        {
            case 512: kernel.Run<Vector512<float>, Simd512>(); break;
            case 256: kernel.Run<Vector256<float>, Simd256>(); break;
            case 128: kernel.Run<Vector128<float>, Simd128>(); break;
            default: kernel.Run<float, SimdScalar>(); break;
        }
    }
}
