using System.Runtime.InteropServices;

namespace Likeness.Search.Flat;

/// <summary>Queries in the form of the stored rows, in memory that stays put while several threads read it.</summary>
internal sealed unsafe class PreparedQueries : IDisposable
{
    const nuint CacheLine = 64;

    public PreparedQueries(ReadOnlySpan<float> queries, int count, Preparation preparation)
    {
        (Count, Stride) = (count, preparation.Stride);
        Rows = (float*)NativeMemory.AlignedAlloc(Math.Max(1, (nuint)count * (nuint)Stride * sizeof(float)), CacheLine);
        var dimensions = preparation.Dimensions;
        for (var i = 0; i < count; i++)
            preparation.Prepare(queries.Slice(i * dimensions, dimensions), new Span<float>(Rows + (nint)i * Stride, Stride));
    }

    public int Count { get; }

    public int Stride { get; }

    /// <summary>Count × Stride.</summary>
    public float* Rows { get; private set; }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Rows);
        Rows = null;
    }
}
