using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Likeness.Imaging.Batches;

/// <summary>From bytes to float32 in [0, 1]: numbers[i] = bytes[i] / 255, correctly rounded.</summary>
public static class ByteScaling
{
    /// <summary>The plain definition.</summary>
    /// <param name="bytes">Any length.</param>
    /// <param name="numbers">At least as long.</param>
    internal static void Scalar(ReadOnlySpan<byte> bytes, Span<float> numbers)
    {
        for (int i = 0; i < bytes.Length; i++)
            numbers[i] = bytes[i] / 255f;
    }

    /// <summary>Scales bytes with the widest vectors that the machine has; bit for bit what the plain definition gives.</summary>
    /// <param name="bytes">Any length.</param>
    /// <param name="numbers">At least as long.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is too little room.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToUnitInterval(ReadOnlySpan<byte> bytes, Span<float> numbers)
    {
        // The loads and stores below are unchecked; this is what makes them safe.
        ArgumentOutOfRangeException.ThrowIfLessThan(numbers.Length, bytes.Length);
        ref byte source = ref MemoryMarshal.GetReference(bytes);
        ref float target = ref MemoryMarshal.GetReference(numbers);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var most = Vector512.Create(255f);
            for (; i <= bytes.Length - 16; i += 16)
            {
                Vector256<ushort> half = Vector256.WidenLower(Vector128.LoadUnsafe(ref source, (nuint)i).ToVector256Unsafe());
                (Vector512.ConvertToSingle(Vector512.WidenLower(half.ToVector512Unsafe()).AsInt32()) / most).StoreUnsafe(ref target, (nuint)i);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            var most = Vector128.Create(255f);
            for (; i <= bytes.Length - 16; i += 16)
            {
                (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)i));
                (Vector128<uint> a, Vector128<uint> b) = Vector128.Widen(low);
                (Vector128<uint> c, Vector128<uint> d) = Vector128.Widen(high);
                (Vector128.ConvertToSingle(a.AsInt32()) / most).StoreUnsafe(ref target, (nuint)i);
                (Vector128.ConvertToSingle(b.AsInt32()) / most).StoreUnsafe(ref target, (nuint)i + 4);
                (Vector128.ConvertToSingle(c.AsInt32()) / most).StoreUnsafe(ref target, (nuint)i + 8);
                (Vector128.ConvertToSingle(d.AsInt32()) / most).StoreUnsafe(ref target, (nuint)i + 12);
            }
        }
        Scalar(bytes[i..], numbers[i..]);
    }
}
