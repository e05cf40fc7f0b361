using System.Runtime.InteropServices;
using Likeness.Numerics.Memory;

namespace Likeness.Search.Scanning;

/// <summary>
/// Rows of equal length, numbered from 0 without gaps. It grows by blocks that double up to 32 MiB: rows are never copied on the way, and
/// at most one block is partly empty. Before them there may be rows that lie elsewhere and are only read.
/// </summary>
internal sealed unsafe class RowStore
{
    /// <summary>Bytes of the first block unless there are many stores.</summary>
    public const int UsualSmallestBlock = 256 << 10;

    private const int LargestBlock = 32 << 20;

    private readonly List<RowBlock> blocks = [];
    private readonly int smallestBlock;
    private int capacity;

    /// <summary>An empty store.</summary>
    /// <param name="rowBytes">Bytes from one row to the next.</param>
    /// <param name="smallestBlock">Bytes of the first block.</param>
    public RowStore(int rowBytes, int smallestBlock = UsualSmallestBlock) => (RowBytes, this.smallestBlock) = (rowBytes, smallestBlock);

    /// <summary>A store behind rows that another owns.</summary>
    /// <param name="rowBytes">Bytes from one row to the next.</param>
    /// <param name="rows">The first of the rows, which stay where they are.</param>
    /// <param name="count">How many; they are not to be changed or removed.</param>
    public RowStore(int rowBytes, byte* rows, int count) : this(rowBytes)
    {
        if (count > 0) blocks.Add(new RowBlock(rows, count));
        Fixed = Count = capacity = count;
    }

    /// <summary>Bytes from one row to the next.</summary>
    public int RowBytes { get; }

    public int Count { get; private set; }

    /// <summary>How many of the first rows lie elsewhere.</summary>
    public int Fixed { get; }

    public ReadOnlySpan<RowBlock> Blocks => CollectionsMarshal.AsSpan(blocks);

    public void Reserve(int additional)
    {
        while (capacity - Count < additional) Grow(additional - (capacity - Count));
    }

    /// <summary>Adds a row of undefined content for the caller to fill.</summary>
    public Span<byte> Append()
    {
        Reserve(1);
        return Row(Count++);
    }

    public Span<byte> Row(int row)
    {
        var last = blocks.Count - 1;
        while (blocks[last].FirstRow > row) last--;
        return new Span<byte>(blocks[last].Rows + (nint)(row - blocks[last].FirstRow) * RowBytes, RowBytes);
    }

    /// <summary>Takes the last row away, which is none of the <see cref="Fixed"/>; its block stays for rows to come.</summary>
    public void RemoveLast() => Count--;

    private void Grow(int wanted)
    {
        var bytes = Math.Clamp(Math.Max(capacity - Fixed, wanted) * (long)RowBytes, smallestBlock, LargestBlock);
        var rows = (int)Math.Max(1, bytes / RowBytes);
        blocks.Add(new RowBlock(rows, RowBytes, capacity));
        capacity += rows;
    }
}

/// <summary>Rows one after the other in memory that does not move and starts at a cache line.</summary>
internal sealed unsafe class RowBlock
{
    // Searches that run on other threads may outlive the index: only the collector knows when the last one has ended.
    private readonly PinnedBuffer? memory;
    private readonly byte* elsewhere;

    /// <summary>Memory for rows.</summary>
    public RowBlock(int capacity, int rowBytes, int firstRow)
    {
        memory = new PinnedBuffer(checked((capacity * rowBytes + sizeof(float) - 1) / sizeof(float)));
        (Capacity, FirstRow) = (capacity, firstRow);
    }

    /// <summary>Rows that are there, the first of a store.</summary>
    public RowBlock(byte* rows, int count)
    {
        elsewhere = rows;
        Capacity = count;
    }

    /// <summary>The first row; those that have a meaning are those that the store counts.</summary>
    public byte* Rows => memory is null ? elsewhere : (byte*)memory.Pointer;

    /// <summary>How many rows fit.</summary>
    public int Capacity { get; }

    /// <summary>Which row of the store the first row of this block is.</summary>
    public int FirstRow { get; }
}
