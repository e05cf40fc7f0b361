using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Storage;

/// <summary>Writes tensors as little-endian float32, in blocks.</summary>
internal static unsafe class TensorBytes
{
    private const int BlockBytes = 4 << 20;
    private const int BlockNumbers = 1 << 14;

    /// <summary>The numbers as they lie in memory.</summary>
    public static void Write(Stream stream, Tensor tensor)
    {
        var data = (byte*)tensor.Pointer;
        var bytes = tensor.Count * sizeof(float);
        for (var at = 0L; at < bytes; at += BlockBytes)
            stream.Write(new ReadOnlySpan<byte>(data + at, (int)Math.Min(BlockBytes, bytes - at)));
    }

    /// <summary>A kernel (height, width, a, b) as (b, a, height, width).</summary>
    public static void WriteReversed(Stream stream, Tensor kernel)
    {
        var shape = kernel.Shape;
        var (taps, a, b) = (shape[0] * shape[1], shape[2], shape[3]);
        var block = new float[BlockNumbers];
        var filled = 0;
        for (var item = 0L; item < kernel.Count; item++)
        {
            var (tap, rest) = (item % taps, item / taps);
            block[filled++] = kernel.Pointer[(tap * a + rest % a) * b + rest / a];
            if (filled < block.Length && item + 1 < kernel.Count) continue;
            stream.Write(MemoryMarshal.AsBytes(block.AsSpan(0, filled)));
            filled = 0;
        }
    }
}

/// <summary>
/// SHA-256 over the SHA-256 of every 4 MiB block: as strong as one over all, and all processors can work on it.
/// </summary>
internal static unsafe class TensorDigest
{
    public const int BlockBytes = 4 << 20;

    /// <summary>
    /// The digest of memory, in hexadecimal. <paramref name="fill"/> puts a block there first, where it comes from a file.
    /// </summary>
    public static string Of(byte* data, long length, int threads, Action<long, int>? fill = null)
    {
        var blocks = checked((int)((length + BlockBytes - 1) / BlockBytes));
        var digests = new byte[blocks * SHA256.HashSizeInBytes];
        SharedTeam.For(blocks, (block, _) =>
        {
            var start = (long)block * BlockBytes;
            var count = (int)Math.Min(BlockBytes, length - start);
            fill?.Invoke(start, count);
            SHA256.HashData(
                new ReadOnlySpan<byte>(data + start, count), digests.AsSpan(block * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes));
        }, threads);
        return Convert.ToHexStringLower(SHA256.HashData(digests));
    }
}
