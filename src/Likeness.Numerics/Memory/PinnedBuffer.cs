namespace Likeness.Numerics.Memory;

/// <summary>
/// A block of float32 that starts at a cache line and never moves, for memory that has no single owner: unlike an
/// <see cref="AlignedBuffer"/> it is given back by the garbage collector, once nothing refers to this object any more. Not initialised.
/// </summary>
internal sealed unsafe class PinnedBuffer
{
    private readonly float[] memory; // held here so that it lives as long as the pointer can be asked for

    /// <summary>Takes memory for <paramref name="length"/> floats.</summary>
    public PinnedBuffer(int length)
    {
        const int Alignment = AlignedBuffer.CacheLine;
        memory = GC.AllocateUninitializedArray<float>(checked(length + Alignment / sizeof(float)), pinned: true);
        fixed (float* start = memory) Pointer = (float*)(((nuint)start + Alignment - 1) & ~(nuint)(Alignment - 1));
        HugePages.Ask(Pointer, (nuint)length * sizeof(float));
    }

    /// <summary>The first float. Who uses it keeps a reference to this object meanwhile.</summary>
    public float* Pointer { get; }
}
