using Likeness.Numerics.Memory;
using Likeness.Search.Flat;
using Likeness.Search.Selection;
using Likeness.Search.SquaredDistances;

namespace Likeness.Search.Ivf;

/// <summary>Which cells a vector is nearest to (FAISS: the quantizer of an IVF index). Cells are told apart by Euclidean distance to their centres, whatever the metric, in the space that the metric's preparation leads to.</summary>
internal sealed unsafe class CoarseQuantizer
{
    private readonly PinnedBuffer centres;
    private readonly int stride;
    private readonly long[] numbers;

    public CoarseQuantizer(ReadOnlySpan<float> centres, Preparation preparation)
    {
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
        fixed (float* start = distances)
        {
            for (var i = 0; i < count; i++)
            {
                SquaredDistance.Compute(prepared + (nint)i * stride, 1, centres.Pointer, Count, stride, start, Count);
                Presentation.FromSquared(distances, Metric.Euclidean, prepared + (nint)i * stride, centres.Pointer, stride);
                heap.Offer(distances, numbers);
                heap.Drain(nearest, cells.Slice(i * probes, probes));
            }
        }
    }
}
