using Likeness.Numerics.Memory;

namespace Likeness.Search.Flat;

/// <summary>Queries in the form of the stored rows, in memory that stays put while several threads read it.</summary>
internal sealed unsafe class PreparedQueries : IDisposable
{
    private readonly AlignedBuffer memory;

    public PreparedQueries(ReadOnlySpan<float> queries, int count, Preparation preparation)
    {
        (Count, Stride) = (count, preparation.Stride);
        memory = new AlignedBuffer((long)count * Stride);
        var dimensions = preparation.Dimensions;
        for (var i = 0; i < count; i++)
            preparation.Prepare(queries.Slice(i * dimensions, dimensions), new Span<float>(Rows + (nint)i * Stride, Stride));
    }

    public int Count { get; }

    public int Stride { get; }

    /// <summary>Count × Stride.</summary>
    public float* Rows => memory.Pointer;

    public void Dispose() => memory.Dispose();
}
