using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Likeness.Numerics.Memory;

/// <summary>
/// A block of float32 outside the managed heap. Memory of its own is aligned to a cache line, or to a huge page when it is large, and not
/// initialised.
/// </summary>
/// <remarks>
/// Behind memory of its own lie <see cref="Slack"/> floats that may be read; behind a mapped file, or any other memory, lies nothing. So a
/// loop never reads beyond the tensors that it is given, and reads whole vectors beyond the end only of copies that it made in memory taken
/// here.
/// <para>
/// It has no finalizer on purpose: neither a span nor a pointer keeps it alive, so that memory freed by the collector
/// could still be in use. Who makes it disposes of it.
/// </para>
/// </remarks>
public sealed unsafe class AlignedBuffer : IDisposable
{
    internal const int CacheLine = 64;

    /// <summary>How many floats behind memory of its own may be read: two of the widest vectors and as many again.</summary>
    internal const int Slack = SlackBytes / sizeof(float);

    private const int SlackBytes = 4 * CacheLine;

    private readonly IDisposable? owner;
    private float* pointer;

    /// <summary>Sees memory that another owns, who is disposed of with it.</summary>
    internal AlignedBuffer(IDisposable owner, float* start, long length)
    {
        this.owner = owner;
        pointer = start;
        Length = length;
    }

    /// <summary>Takes memory for <paramref name="length"/> floats.</summary>
    /// <exception cref="InsufficientMemoryException">The system has not that much memory left.</exception>
    public AlignedBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var bytes = checked((nuint)(length * sizeof(float) + SlackBytes));
        var large = bytes >= 2 * HugePages.Size;
        try
        {
            pointer = (float*)NativeMemory.AlignedAlloc(bytes, (nuint)(large ? HugePages.Size : CacheLine));
        }
        catch (OutOfMemoryException e)
        {
            throw new InsufficientMemoryException(
                $"{bytes >> 20} MiB of memory are not to be had; use a smaller batch or picture size.", e);
        }

        if (large) HugePages.Ask(pointer, bytes);
    }

    /// <summary>
    /// Floats of a file, seen where the system keeps them: nothing is copied, and nobody may write there. The file must not be cut short
    /// meanwhile; one that is replaced by another of its name stays as it was.
    /// </summary>
    /// <param name="file">Open for reading; may be closed afterwards.</param>
    /// <param name="offset">Of the first, in bytes; a multiple of 64.</param>
    /// <param name="length">How many; they may end where the file does.</param>
    /// <exception cref="IOException">The system does not map it.</exception>
    public static AlignedBuffer Map(SafeFileHandle file, long offset, long length)
    {
        var part = new MappedPart(file, offset, length * sizeof(float));
        return new AlignedBuffer(part, (float*)part.Pointer, length);
    }

    /// <summary>How many floats it holds.</summary>
    public long Length { get; }

    /// <summary>The first float; null once disposed.</summary>
    public float* Pointer => pointer;

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (owner is not null) owner.Dispose();
        else NativeMemory.AlignedFree(pointer);
        pointer = null;
    }
}

/// <summary>A part of a file in the address space, to be read.</summary>
internal sealed unsafe class MappedPart : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    /// <exception cref="IOException">The system does not map it.</exception>
    public MappedPart(SafeFileHandle handle, long offset, long bytes)
    {
        file = MemoryMappedFile.CreateFromFile(
            handle, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        try
        {
            view = file.CreateViewAccessor(offset, bytes, MemoryMappedFileAccess.Read);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Pointer = start + view.PointerOffset;
    }

    /// <summary>The first byte.</summary>
    public byte* Pointer { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}
