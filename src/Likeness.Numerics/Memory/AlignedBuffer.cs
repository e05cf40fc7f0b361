using System.Runtime.InteropServices;

namespace Likeness.Numerics.Memory;

/// <summary>
/// A block of float32 outside the managed heap: aligned to a cache line, or to a huge page when it is large, and
/// followed by a few readable floats, so that vector loads may run past its end. Not initialised.
/// </summary>
/// <remarks>
/// It has no finalizer on purpose: neither a span nor a pointer keeps it alive, so that memory freed by the collector
/// could still be in use. Who makes it disposes of it.
/// </remarks>
public sealed unsafe class AlignedBuffer : IDisposable
{
    internal const int CacheLine = 64;
    private const int SlackBytes = 4 * CacheLine;

    private float* pointer;

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
            throw new InsufficientMemoryException($"{bytes >> 20} MiB of memory are not to be had; use a smaller batch or picture size.", e);
        }

        if (large) HugePages.Ask(pointer, bytes);
    }

    /// <summary>How many floats it holds.</summary>
    public long Length { get; }

    /// <summary>The first float; null once disposed.</summary>
    public float* Pointer => pointer;

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(pointer);
        pointer = null;
    }
}
