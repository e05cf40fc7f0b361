using System.Runtime.InteropServices;
using Likeness.Search.Selection;

namespace Likeness.Search.Flat;

/// <summary>
/// One search. Queries go through the rows in groups, so that a row is read from memory once for a group; many queries are split
/// among threads by group, few queries over many rows by row.
/// </summary>
internal sealed unsafe class FlatSearch(
    VectorStore store, List<long> ids, Metric metric, int threads, PreparedQueries queries, int k, CancellationToken cancellationToken)
{

    /// <summary>Numbers that one thread compares in less time than it takes to wake another one.</summary>
    private const long WorkPerThread = 1 << 20;

    /// <summary>Queries that go through the rows together: fewer where so many neighbours are wanted that keeping them would take much memory.</summary>
    private readonly int groupSize = NearestHeap.QueriesAtATime(Math.Min(k, store.Count), StoreScan.MostQueries);

    public void Run(Span<float> distances, Span<long> foundIds)
    {
        var groups = (queries.Count + groupSize - 1) / groupSize;
        var work = (long)queries.Count * store.Count * store.Stride;
        var parts = (int)Math.Clamp(work / WorkPerThread, 1, threads);
        fixed (float* distance = distances)
        fixed (long* id = foundIds)
        {
            var distanceStart = distance;
            var idStart = id;
            if (parts > 1 && groups >= 2 * parts)
                Parallel.For(0, groups, new ParallelOptions { MaxDegreeOfParallelism = parts, CancellationToken = cancellationToken }, () => Heaps(groupSize), (group, _, heaps) =>
                {
                    Scan(group, 0, store.Count, heaps);
                    Write(group, heaps, distanceStart, idStart);
                    return heaps;
                }, _ => { });
            else
                for (var group = 0; group < groups; group++) Write(group, ScanInParts(group, parts), distanceStart, idStart);
        }
    }

    private NearestHeap[] ScanInParts(int group, int parts)
    {
        var count = QueriesIn(group);
        var perPart = new NearestHeap[parts][];
        for (var part = 0; part < parts; part++) perPart[part] = Heaps(count);
        if (parts == 1)
        {
            Scan(group, 0, store.Count, perPart[0]);
            return perPart[0];
        }
        Parallel.For(0, parts, new ParallelOptions { CancellationToken = cancellationToken }, part =>
            Scan(group, (int)((long)store.Count * part / parts), (int)((long)store.Count * (part + 1) / parts), perPart[part]));
        for (var part = 1; part < parts; part++)
        for (var query = 0; query < count; query++)
            perPart[0][query].Merge(perPart[part][query]);
        return perPart[0];
    }

    private void Scan(int group, int firstRow, int endRow, NearestHeap[] heaps)
    {
        var rows = queries.Rows + (nint)group * groupSize * queries.Stride;
        StoreScan.Run(store, CollectionsMarshal.AsSpan(ids), metric, firstRow, endRow, rows, heaps.AsSpan(0, QueriesIn(group)), cancellationToken);
    }

    private void Write(int group, NearestHeap[] heaps, float* distances, long* foundIds)
    {
        for (var query = 0; query < QueriesIn(group); query++)
        {
            var at = ((nint)group * groupSize + query) * k;
            heaps[query].Drain(new Span<float>(distances + at, k), new Span<long>(foundIds + at, k));
        }
    }

    private int QueriesIn(int group) => Math.Min(groupSize, queries.Count - group * groupSize);

    private NearestHeap[] Heaps(int count)
    {
        var heaps = new NearestHeap[count];
        for (var i = 0; i < count; i++) heaps[i] = new NearestHeap(k);
        return heaps;
    }
}
