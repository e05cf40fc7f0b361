using System.Runtime.InteropServices;

namespace Likeness.Search.Flat;

/// <summary>
/// Rows of equal length, numbered from 0 without gaps. It grows by blocks that double up to 32 MiB: rows are never copied on the way,
/// and at most one block is partly empty.
/// </summary>
/// <param name="stride">Numbers from one row to the next.</param>
/// <param name="smallestBlock">Bytes of the first block; fewer where there are many stores.</param>
internal sealed unsafe class VectorStore(int stride, int smallestBlock = 256 << 10)
{
    private const int LargestBlock = 32 << 20;
    private readonly List<VectorBlock> blocks = [];
    private int capacity;

    /// <summary>Numbers from one row to the next.</summary>
    public int Stride { get; } = stride;

    public int Count { get; private set; }

    public ReadOnlySpan<VectorBlock> Blocks => CollectionsMarshal.AsSpan(blocks);

    public void Reserve(int additional)
    {
        while (capacity - Count < additional) Grow(additional - (capacity - Count));
    }

    /// <summary>Adds a row of undefined content for the caller to fill.</summary>
    public Span<float> Append()
    {
        Reserve(1);
        return Row(Count++);
    }

    public Span<float> Row(int row)
    {
        var last = blocks.Count - 1;
        while (blocks[last].FirstRow > row) last--;
        return new Span<float>(blocks[last].Rows + (nint)(row - blocks[last].FirstRow) * Stride, Stride);
    }

    /// <summary>Takes the last row away; its block stays for rows to come.</summary>
    public void RemoveLast() => Count--;

    private void Grow(int wanted)
    {
        var bytesPerRow = (long)Stride * sizeof(float);
        var bytes = Math.Clamp(Math.Max(capacity, wanted) * bytesPerRow, smallestBlock, LargestBlock);
        var rows = (int)Math.Max(1, bytes / bytesPerRow);
        blocks.Add(new VectorBlock(rows, Stride, capacity));
        capacity += rows;
    }
}
