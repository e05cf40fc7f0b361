using Likeness.Numerics.Memory;
using Likeness.Search.Flat;
using Likeness.Search.Selection;

namespace Likeness.Search.Ivf;

/// <summary>
/// One search among cells. Queries go in groups, and a group cell by cell: those that look into the same cell share the reading of its
/// vectors. Groups are split among threads.
/// </summary>
internal sealed unsafe class IvfSearch(InvertedList[] lists, CoarseQuantizer quantizer, Metric metric, int threads, PreparedQueries queries, int k, int probes, CancellationToken cancellationToken)
{
    private const int MostQueries = 256;

    /// <summary>Fewer where so many neighbours are wanted that keeping them would take much memory.</summary>
    private readonly int groupSize = NearestHeap.QueriesAtATime((int)Math.Min(k, lists.Sum(list => (long)list.Ids.Length)), MostQueries);

    public void Run(Span<float> distances, Span<long> foundIds)
    {
        var groups = (queries.Count + groupSize - 1) / groupSize;
        fixed (float* distance = distances)
        fixed (long* id = foundIds)
        {
            var (distanceStart, idStart) = ((nint)distance, (nint)id);
            if (groups == 1) Search(0, distanceStart, idStart);
            else Parallel.For(0, groups, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, group => Search(group, distanceStart, idStart));
        }
    }

    private void Search(int group, nint distances, nint foundIds)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var first = group * groupSize;
        var count = Math.Min(groupSize, queries.Count - first);
        var cells = new long[count * probes];
        quantizer.Nearest(queries.Rows + (nint)first * queries.Stride, count, probes, cells);
        var heaps = new NearestHeap[count];
        for (var i = 0; i < count; i++) heaps[i] = new NearestHeap(k);
        foreach (var (cell, visitors) in Visits(cells)) Visit(lists[cell], visitors, first, heaps);
        for (var i = 0; i < count; i++)
        {
            var at = ((nint)first + i) * k;
            heaps[i].Drain(new Span<float>((float*)distances + at, k), new Span<long>((long*)foundIds + at, k));
        }
    }

    /// <summary>Which queries look into which cell.</summary>
    private Dictionary<long, List<int>> Visits(long[] cells)
    {
        var visits = new Dictionary<long, List<int>>();
        for (var i = 0; i < cells.Length; i++)
        {
            if (!visits.TryGetValue(cells[i], out var visitors)) visits.Add(cells[i], visitors = []);
            visitors.Add(i / probes);
        }

        return visits;
    }

    private void Visit(InvertedList list, List<int> visitors, int first, NearestHeap[] heaps)
    {
        using var gathered = new AlignedBuffer((long)StoreScan.MostQueries * queries.Stride);
        var visitorHeaps = new NearestHeap[StoreScan.MostQueries];
        for (var start = 0; start < visitors.Count; start += StoreScan.MostQueries)
        {
            var count = Math.Min(StoreScan.MostQueries, visitors.Count - start);
            for (var i = 0; i < count; i++)
            {
                var query = visitors[start + i];
                visitorHeaps[i] = heaps[query];
                new ReadOnlySpan<float>(queries.Rows + ((nint)first + query) * queries.Stride, queries.Stride)
                    .CopyTo(new Span<float>(gathered.Pointer + (nint)i * queries.Stride, queries.Stride));
            }

            StoreScan.Run(list.Store, list.Ids, metric, 0, list.Ids.Length, gathered.Pointer, visitorHeaps.AsSpan(0, count), cancellationToken);
        }
    }
}
