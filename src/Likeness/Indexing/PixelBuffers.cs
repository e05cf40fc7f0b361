using System.Collections.Concurrent;
using Likeness.Descriptors;

namespace Likeness.Indexing;

/// <summary>
/// Buffers for one decoded picture at every size that the descriptors take, one size behind the other. They are used again;
/// how many there are is bounded by the queue that they wait in.
/// </summary>
internal sealed class PixelBuffers
{
    private readonly ConcurrentBag<byte[]> free = [];
    private readonly List<(int Height, int Width)> sizes = [];
    private readonly int[] sizeOf;
    private readonly int[] offsets;

    public PixelBuffers(IReadOnlyList<IDescriptor> descriptors)
    {
        sizeOf = new int[descriptors.Count];
        for (var i = 0; i < descriptors.Count; i++)
        {
            var size = (descriptors[i].PictureHeight, descriptors[i].PictureWidth);
            if (!sizes.Contains(size)) sizes.Add(size);
            sizeOf[i] = sizes.IndexOf(size);
        }
        offsets = new int[sizes.Count + 1];
        for (var i = 0; i < sizes.Count; i++) offsets[i + 1] = checked(offsets[i] + sizes[i].Height * sizes[i].Width * 3);
    }

    /// <summary>Decodes the picture that a reader has open, at the sizes that the missing descriptors take.</summary>
    public byte[] Decode(IPictureReader reader, uint missing)
    {
        var buffer = free.TryTake(out var used) ? used : new byte[offsets[^1]];
        try
        {
            for (var size = 0; size < sizes.Count; size++)
            {
                if (IsWanted(size, missing)) reader.Decode(sizes[size].Height, sizes[size].Width, buffer.AsSpan(offsets[size]..offsets[size + 1]));
            }
            return buffer;
        }
        catch
        {
            Return(buffer);
            throw;
        }
    }

    /// <summary>The part of a buffer that a descriptor takes.</summary>
    public ReadOnlySpan<byte> For(int descriptor, byte[] buffer) => buffer.AsSpan(offsets[sizeOf[descriptor]]..offsets[sizeOf[descriptor] + 1]);

    public void Return(byte[] buffer) => free.Add(buffer);

    private bool IsWanted(int size, uint missing)
    {
        for (var i = 0; i < sizeOf.Length; i++)
        {
            if (sizeOf[i] == size && (missing >> i & 1) == 1) return true;
        }
        return false;
    }
}
