using Likeness.Imaging.Scanning;
using Microsoft.Win32.SafeHandles;

namespace Likeness.Imaging.Decoding;

/// <summary>Reads whole files into one reused buffer. One thread at a time.</summary>
internal sealed class FileContent
{
    private readonly ReusedBuffer buffer = new();

    /// <summary>What was read last, and memory behind it.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.Taken;

    /// <summary>The content of a file, until the next one is read.</summary>
    /// <exception cref="BadPictureException">It cannot be opened or read, or is larger than allowed.</exception>
    public ReadOnlySpan<byte> Read(string path, long mostBytes)
    {
        buffer.Trim();
        try
        {
            using var file = FileSystem.Current.Open(path);
            var length = RandomAccess.GetLength(file);
            if (length > mostBytes)
                throw new BadPictureException($"the file has {length} bytes, more than the limit of {mostBytes}; raise the limit if it is a picture");
            return ReadAll(file, buffer.Take((int)length).AsSpan(0, (int)length));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new BadPictureException($"the file cannot be read: {Printable.Line(failure.Message)}", failure);
        }
    }

    private static ReadOnlySpan<byte> ReadAll(SafeFileHandle file, Span<byte> bytes)
    {
        var filled = 0;
        while (filled < bytes.Length)
        {
            var count = RandomAccess.Read(file, bytes[filled..], filled);
            if (count == 0)
                break; // it became shorter meanwhile; the decoder will say what is missing
            filled += count;
        }
        return bytes[..filled];
    }
}
