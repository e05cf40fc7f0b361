using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Likeness.Imaging.Fitting;

/// <summary>The vertical half of a resize: sums[x] = Σ weights[r] × rows[r × rowBytes + x], bytes to floats.</summary>
internal static class ColumnSums
{
    /// <summary>The plain definition.</summary>
    public static void Scalar(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<float> weights, Span<float> sums)
    {
        for (int x = 0; x < sums.Length; x++)
            sums[x] = Sum(rows, rowBytes, weights, x);
    }

    /// <summary>The same with the widest vectors that the machine has; equal to <see cref="Scalar"/> up to rounding.</summary>
    /// <param name="rows">The first row's first used byte onwards.</param>
    /// <param name="rowBytes">Distance of two rows.</param>
    /// <param name="weights">One per row.</param>
    /// <param name="sums">One per byte of a row that is used.</param>
    public static void Vector(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<float> weights, Span<float> sums)
    {
        // The loads below are unchecked; this is what makes them safe.
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, ((weights.Length - 1) * rowBytes) + sums.Length);
        int x = Vector512.IsHardwareAccelerated ? Strips512(rows, rowBytes, weights, sums)
            : Vector256.IsHardwareAccelerated ? Strips256(rows, rowBytes, weights, sums)
            : Strips128(rows, rowBytes, weights, sums);
        for (; x < sums.Length; x++)
            sums[x] = Sum(rows, rowBytes, weights, x);
    }

    /// <summary>16 columns at a time, all rows of a strip before the next strip, so that a sum is stored once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Strips512(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<float> weights, Span<float> sums)
    {
        ref byte source = ref MemoryMarshal.GetReference(rows);
        ref float target = ref MemoryMarshal.GetReference(sums);
        int x = 0;
        for (; x <= sums.Length - 16; x += 16)
        {
            var sum = Vector512<float>.Zero;
            nint at = x;
            foreach (float weight in weights)
            {
                Vector128<byte> bytes = Vector128.LoadUnsafe(ref Unsafe.Add(ref source, at));
                Vector512<int> wide = Vector512.WidenLower(Vector256.WidenLower(bytes.ToVector256Unsafe()).ToVector512Unsafe()).AsInt32();
                sum = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(wide), Vector512.Create(weight), sum);
                at += rowBytes;
            }
            sum.StoreUnsafe(ref Unsafe.Add(ref target, x));
        }
        return x;
    }

    /// <summary>8 columns at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Strips256(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<float> weights, Span<float> sums)
    {
        ref byte source = ref MemoryMarshal.GetReference(rows);
        ref float target = ref MemoryMarshal.GetReference(sums);
        int x = 0;
        for (; x <= sums.Length - 8; x += 8)
        {
            var sum = Vector256<float>.Zero;
            nint at = x;
            foreach (float weight in weights)
            {
                Vector128<byte> bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, at))).AsByte();
                Vector256<int> wide = Vector256.WidenLower(Vector128.WidenLower(bytes).ToVector256Unsafe()).AsInt32();
                sum = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(wide), Vector256.Create(weight), sum);
                at += rowBytes;
            }
            sum.StoreUnsafe(ref Unsafe.Add(ref target, x));
        }
        return x;
    }

    /// <summary>4 columns at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Strips128(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<float> weights, Span<float> sums)
    {
        ref byte source = ref MemoryMarshal.GetReference(rows);
        ref float target = ref MemoryMarshal.GetReference(sums);
        int x = 0;
        for (; x <= sums.Length - 4; x += 4)
        {
            var sum = Vector128<float>.Zero;
            nint at = x;
            foreach (float weight in weights)
            {
                Vector128<byte> bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, at))).AsByte();
                Vector128<int> wide = Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32();
                sum = Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(wide), Vector128.Create(weight), sum);
                at += rowBytes;
            }
            sum.StoreUnsafe(ref Unsafe.Add(ref target, x));
        }
        return x;
    }

    private static float Sum(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<float> weights, int x)
    {
        float sum = 0;
        for (int r = 0; r < weights.Length; r++)
            sum = float.FusedMultiplyAdd(rows[(r * rowBytes) + x], weights[r], sum);
        return sum;
    }
}
