using System.Security.Cryptography;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Files;

/// <summary>
/// SHA-256 over the SHA-256 of every 4 MiB block: as strong as one over all, and all processors can work on it.
/// </summary>
internal static unsafe class TensorDigest
{
    public const int BlockBytes = 4 << 20;

    /// <summary>The digest of memory, in hexadecimal. <paramref name="fill"/> puts a block there first, where it comes from a file.</summary>
    public static string Of(byte* data, long length, int threads, Action<long, int>? fill = null)
    {
        var blocks = checked((int)((length + BlockBytes - 1) / BlockBytes));
        var digests = new byte[blocks * SHA256.HashSizeInBytes];
        SharedTeam.For(blocks, (block, _) =>
        {
            var start = (long)block * BlockBytes;
            var count = (int)Math.Min(BlockBytes, length - start);
            fill?.Invoke(start, count);
            SHA256.HashData(new ReadOnlySpan<byte>(data + start, count), digests.AsSpan(block * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes));
        }, threads);
        return Convert.ToHexStringLower(SHA256.HashData(digests));
    }
}
