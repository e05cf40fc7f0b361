using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Likeness.Imaging.Scanning;

namespace Likeness.Imaging.Decoding;

/// <summary>What identifies a picture whatever its name: the SHA-256 of its file's bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ContentHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    private readonly UInt128 high;
    private readonly UInt128 low;

    /// <summary>Takes a hash from its bytes.</summary>
    /// <param name="sha256">Exactly <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public ContentHash(ReadOnlySpan<byte> sha256)
    {
        if (sha256.Length != Length) throw new ArgumentException($"A content hash has {Length} bytes, not {sha256.Length}.", nameof(sha256));
        high = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(sha256);
        low = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(sha256[16..]);
    }

    /// <summary>The hash of bytes.</summary>
    /// <param name="content">A whole file.</param>
    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> sha256 = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, sha256);
        return new ContentHash(sha256);
    }

    /// <summary>The hash of a file, read in small pieces.</summary>
    /// <param name="path">In the form of <see cref="PictureFile.FullPath"/>.</param>
    /// <param name="cancellationToken">Ends the reading between two pieces.</param>
    /// <exception cref="UnusableInputException">The file cannot be read.</exception>
    public static ContentHash OfFile(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            using var file = FileSystem.Current.Open(path);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var piece = new byte[1 << 16];
            long offset = 0;
            for (int count; (count = RandomAccess.Read(file, piece, offset)) > 0; offset += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(piece, 0, count);
            }
            return new ContentHash(hash.GetHashAndReset());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"cannot read {Printable.Line(path)}: {Printable.Line(failure.Message)}", failure);
        }
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">64 hexadecimal digits.</param>
    /// <exception cref="DamagedDataException">It is anything else.</exception>
    public static ContentHash Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> sha256 = stackalloc byte[SHA256.HashSizeInBytes];
        return text.Length == 2 * SHA256.HashSizeInBytes && Convert.FromHexString(text, sha256, out _, out _) == System.Buffers.OperationStatus.Done
            ? new ContentHash(sha256)
            : throw new DamagedDataException($"a content hash has 64 hexadecimal digits, but this was found: {Printable.Line(text)}");
    }

    /// <summary>The hash as bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, high);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), low);
        return bytes;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{high:x32}{low:x32}";
}
