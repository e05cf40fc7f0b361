using System.Runtime.CompilerServices;
using Likeness.Numerics.Simd;

namespace Likeness.Imaging.Batches;

/// <summary>From bytes to float32 in [0, 1]: numbers[i] = bytes[i] / 255, correctly rounded.</summary>
public static unsafe class ByteScaling
{
    /// <summary>The plain definition.</summary>
    /// <param name="bytes">Any length.</param>
    /// <param name="numbers">At least as long.</param>
    internal static void Scalar(ReadOnlySpan<byte> bytes, Span<float> numbers)
    {
        for (var i = 0; i < bytes.Length; i++) numbers[i] = bytes[i] / 255f;
    }

    /// <summary>Scales bytes with the vectors that <see cref="SimdPath"/> chose; bit for bit what the plain definition gives.</summary>
    /// <param name="bytes">Any length.</param>
    /// <param name="numbers">At least as long.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is too little room.</exception>
    public static void ToUnitInterval(ReadOnlySpan<byte> bytes, Span<float> numbers)
    {
        // The loads and stores below are unchecked; this is what makes them safe.
        ArgumentOutOfRangeException.ThrowIfLessThan(numbers.Length, bytes.Length);
        int done;
        fixed (byte* source = bytes)
        fixed (float* target = numbers)
        {
            var loop = new Loop { Bytes = source, Numbers = target, Length = bytes.Length };
            SimdPath.Run(ref loop);
            done = loop.Done;
        }

        Scalar(bytes[done..], numbers[done..]);
    }

    private struct Loop : ISimdLoop
    {
        public byte* Bytes;
        public float* Numbers;
        public int Length;
        public int Done;

        public void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            Done = Length / TSimd.Width * TSimd.Width;
            Scale<TVector, TSimd>(Bytes, Numbers, Done);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // full speed from the first batch on
        private static void Scale<TVector, TSimd>(byte* bytes, float* numbers, int length)
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            var most = TSimd.Broadcast(255f);
            for (var i = 0; i < length; i += TSimd.Width) TSimd.Store(TSimd.Divide(TSimd.LoadBytes(bytes + i), most), numbers + i);
        }
    }
}
