namespace Likeness.Search.Flat;

/// <summary>Rows one after the other in memory that does not move and starts at a cache line.</summary>
internal sealed unsafe class VectorBlock
{
    const int CacheLine = 64;
    readonly float[] memory; // pinned; held here so that the rows live as long as the block

    public VectorBlock(int capacity, int stride, int firstRow)
    {
        (Capacity, FirstRow) = (capacity, firstRow);
        memory = GC.AllocateUninitializedArray<float>(capacity * stride + CacheLine / sizeof(float), pinned: true);
        fixed (float* start = memory) Rows = (float*)(((nuint)start + CacheLine - 1) & ~(nuint)(CacheLine - 1));
        HugePages.Advise(Rows, (nuint)capacity * (nuint)stride * sizeof(float));
    }

    /// <summary>Capacity × stride numbers; meaningful are those of the rows that the store counts.</summary>
    public float* Rows { get; }

    /// <summary>How many rows fit.</summary>
    public int Capacity { get; }

    /// <summary>Which row of the store the first row of this block is.</summary>
    public int FirstRow { get; }
}
