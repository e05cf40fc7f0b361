using System.Runtime.InteropServices;
using Likeness.Numerics.Memory;
using Likeness.Search.Scanning;
using Likeness.Search.Selection;

namespace Likeness.Search.Ivf;

/// <summary>
/// Which cells a vector is nearest to (FAISS: the quantizer of an IVF index). Cells are told apart by Euclidean distance to their centres,
/// whatever the metric, in the space that the metric's preparation leads to.
/// </summary>
internal sealed unsafe class CoarseQuantizer
{
    private readonly PinnedBuffer centres;
    private readonly Preparation preparation;
    private readonly int stride;
    private readonly long[] numbers;

    public CoarseQuantizer(ReadOnlySpan<float> centres, Preparation preparation)
    {
        this.preparation = preparation;
        stride = preparation.Stride;
        Count = centres.Length / preparation.Dimensions;
        this.centres = new PinnedBuffer(checked(Count * stride));
        for (var i = 0; i < Count; i++)
        {
            var row = new Span<float>(this.centres.Pointer + (nint)i * stride, stride);
            row.Clear();
            centres.Slice(i * preparation.Dimensions, preparation.Dimensions).CopyTo(row);
        }

        numbers = new long[Count];
        for (var i = 0; i < Count; i++) numbers[i] = i;
    }

    public int Count { get; }

    /// <summary>The nearest cells of prepared vectors, nearest first; at equal distance the one with the lower number.</summary>
    /// <param name="prepared">count × the preparation's stride.</param>
    /// <param name="count">How many vectors.</param>
    /// <param name="probes">How many cells for each, at most <see cref="Count"/>.</param>
    /// <param name="cells">Receives count × probes.</param>
    public void Nearest(float* prepared, int count, int probes, Span<long> cells)
    {
        var distances = new float[Count];
        var nearest = new float[probes];
        var heap = new NearestHeap(probes);
        using var zeros = new AlignedBuffer(stride);
        new Span<float>(zeros.Pointer, stride).Clear();
        fixed (float* start = distances)
        {
            for (var i = 0; i < count; i++)
            {
                var vector = prepared + (nint)i * stride;
                if (preparation.HasNoDirection(new ReadOnlySpan<float>(vector, stride)))
                    vector = zeros.Pointer; // among means it is what it is
                RowCoding.Float32.Distances(Metric.Euclidean, vector, 1, (byte*)centres.Pointer, Count, stride, start, Count);
                heap.Offer(distances, numbers);
                heap.Drain(nearest, cells.Slice(i * probes, probes));
            }
        }
    }
}

/// <summary>The vectors of one cell, with their ids.</summary>
internal sealed class InvertedList(int rowBytes)
{
    private const int SmallestBlock = 16 << 10; // there may be thousands of lists

    private readonly List<long> ids = [];

    public RowStore Store { get; } = new(rowBytes, SmallestBlock);

    public ReadOnlySpan<long> Ids => CollectionsMarshal.AsSpan(ids);

    /// <summary>Adds a row of undefined content for the caller to fill: the last one.</summary>
    public Span<byte> Append(long id)
    {
        ids.Add(id);
        return Store.Append();
    }

    /// <summary>Takes a row out by putting the last one into its place.</summary>
    /// <returns>The id that is in the row now; −1 where it was the last.</returns>
    public long RemoveAt(int row)
    {
        var last = ids.Count - 1;
        if (row != last)
        {
            Store.Row(last).CopyTo(Store.Row(row));
            ids[row] = ids[last];
        }

        ids.RemoveAt(last);
        Store.RemoveLast();
        return row == last ? -1 : ids[row];
    }
}
