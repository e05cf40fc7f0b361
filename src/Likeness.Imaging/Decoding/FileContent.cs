using Likeness.Imaging.Scanning;
using Microsoft.Win32.SafeHandles;

namespace Likeness.Imaging.Decoding;

/// <summary>Reads whole files into one reused buffer. One thread at a time.</summary>
/// <param name="system">Opens them; the machine's file system where null.</param>
internal sealed class FileContent(IFileSystem? system = null)
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
            using var file = (system ?? FileSystem.Current).Open(path);
            var length = RandomAccess.GetLength(file);
            if (length > mostBytes)
                throw new BadPictureException($"the file has {length} bytes, more than the limit of {mostBytes}; save the picture smaller (a program may raise DecodingLimits.MaxFileBytes)");
            return ReadAll(file, buffer.Take((int)length).AsSpan(0, (int)length));
        }
        catch (OutOfMemoryException failure)
        {
            throw BadPictureException.NoMemory(failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new BadPictureException($"the file cannot be read: {Printable.Line(failure.Message)}", failure) { MayPass = Scarcity.Of(failure.HResult) is not null };
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
