using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;
using Likeness.Search.Scanning;

namespace Likeness.Search.Ivf;

/// <summary>
/// One search among cells. Queries go in groups, and a group cell by cell: those that look into the same cell share the reading of its
/// vectors. Many groups are split among threads; of few groups the cells are.
/// </summary>
internal sealed unsafe class IvfSearch<TCollector, TResults>(
    InvertedList[] lists, CoarseQuantizer quantizer, RowScanner<TCollector> scanner, PreparedQueries queries, TResults results, int probes,
    int threads, CancellationToken cancellationToken)
    where TCollector : struct, ICollector<TCollector>
    where TResults : struct, IResults<TCollector>
{
    private const int MostQueries = 256;

    /// <summary>Numbers that one thread compares in less time than it takes to wake another one.</summary>
    private const long WorkPerThread = 1 << 20;

    /// <summary>Bytes of a cell that a thread takes at a time where threads share cells.</summary>
    private const int PieceBytes = 1 << 20;

    private readonly long vectors = lists.Sum(list => (long)list.Ids.Length);

    public void Run()
    {
        cancellationToken.ThrowIfCancellationRequested();
        var groupSize = results.QueriesAtATime(MostQueries, vectors);
        var groups = (queries.Count + groupSize - 1) / groupSize;
        var compared = (vectors * probes / lists.Length + lists.Length) * queries.Stride; // for one query, where cells are of one size
        var workers = (int)Math.Clamp((double)queries.Count * compared / WorkPerThread, 1, SharedTeam.Workers(threads));
        if (groups >= 2 * workers)
        {
            SharedTeam.For(groups, (group, _) =>
            {
                var first = group * groupSize;
                Search(first, Math.Min(groupSize, queries.Count - first), workers: 1);
            }, workers);
            return;
        }

        for (var first = 0; first < queries.Count; first += groupSize) Search(first, Math.Min(groupSize, queries.Count - first), workers);
    }

    /// <summary>One group of queries.</summary>
    private void Search(int first, int count, int workers)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var cells = new long[count * probes];
        var share = workers == 1 ? count : (count + 4 * workers - 1) / (4 * workers);
        SharedTeam.For((count + share - 1) / share, (part, _) =>
        {
            var (start, end) = (part * share, Math.Min(count, (part + 1) * share));
            var places = cells.AsSpan(start * probes, (end - start) * probes);
            quantizer.Nearest(queries.Rows + ((nint)first + start) * queries.Stride, end - start, probes, places);
        }, workers);

        var visits = Visits(cells, workers == 1 ? int.MaxValue : Math.Max(1, PieceBytes / lists[0].Store.RowBytes));
        var collectors = new TCollector[]?[workers];
        SharedTeam.For(visits.Count, (visit, worker) => Run(visits[visit], first, collectors[worker] ??= Begin(count)), workers);
        TCollector[]? all = null;
        foreach (var some in collectors)
        {
            if (some is null) continue;
            if (all is null) all = some;
            else for (var query = 0; query < count; query++) all[query].Merge(some[query]);
        }

        all ??= Begin(count);
        for (var query = 0; query < count; query++) results.End(first + query, all[query]);
    }

    /// <summary>Which queries look into which cell, in pieces of so many rows.</summary>
    private List<Visit> Visits(long[] cells, int rows)
    {
        var visitors = new Dictionary<long, List<int>>();
        for (var i = 0; i < cells.Length; i++)
        {
            if (!visitors.TryGetValue(cells[i], out var those)) visitors.Add(cells[i], those = []);
            those.Add(i / probes);
        }

        var visits = new List<Visit>();
        foreach (var (cell, those) in visitors)
        {
            var count = lists[cell].Ids.Length;
            for (var row = 0; row < count; row += Math.Min(rows, count - row))
                visits.Add(new Visit(lists[cell], row, row + Math.Min(rows, count - row), those));
        }

        return visits;
    }

    private void Run(Visit visit, int first, TCollector[] collectors)
    {
        const int Most = RowScanner<TCollector>.MostQueries;
        var stride = queries.Stride;
        using var gathered = new AlignedBuffer((long)Math.Min(Most, visit.Visitors.Count) * stride);
        var own = new TCollector[Math.Min(Most, visit.Visitors.Count)];
        for (var start = 0; start < visit.Visitors.Count; start += Most)
        {
            var count = Math.Min(Most, visit.Visitors.Count - start);
            for (var i = 0; i < count; i++)
            {
                var query = visit.Visitors[start + i];
                own[i] = collectors[query];
                new ReadOnlySpan<float>(queries.Rows + ((nint)first + query) * stride, stride).CopyTo(
                    new Span<float>(gathered.Pointer + (nint)i * stride, stride));
            }

            scanner.Scan(
                visit.List.Store, visit.List.Ids, visit.FirstRow, visit.EndRow, gathered.Pointer, own.AsSpan(0, count), cancellationToken);
        }
    }

    private TCollector[] Begin(int count)
    {
        var collectors = new TCollector[count];
        for (var i = 0; i < count; i++) collectors[i] = results.Begin();
        return collectors;
    }

    /// <summary>Some rows of a cell, and the queries that look at them.</summary>
    private sealed record Visit(InvertedList List, int FirstRow, int EndRow, List<int> Visitors);
}
