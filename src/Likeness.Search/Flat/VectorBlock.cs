using Likeness.Numerics.Memory;

namespace Likeness.Search.Flat;

/// <summary>Rows one after the other in memory that does not move and starts at a cache line.</summary>
internal sealed unsafe class VectorBlock(int capacity, int stride, int firstRow)
{
    // Searches that run on other threads may outlive the index: only the collector knows when the last one has ended.
    private readonly PinnedBuffer memory = new(checked(capacity * stride));

    /// <summary>Capacity × stride numbers; meaningful are those of the rows that the store counts.</summary>
    public float* Rows => memory.Pointer;

    /// <summary>How many rows fit.</summary>
    public int Capacity => capacity;

    /// <summary>Which row of the store the first row of this block is.</summary>
    public int FirstRow => firstRow;
}
