using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Likeness.Numerics.Memory;

/// <summary>A part of a file in the address space, to be read.</summary>
internal sealed unsafe class MappedPart : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    /// <exception cref="IOException">The system does not map it.</exception>
    public MappedPart(SafeFileHandle handle, long offset, long bytes)
    {
        file = MemoryMappedFile.CreateFromFile(handle, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
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
