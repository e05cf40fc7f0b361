using System.Runtime.InteropServices;
using Likeness.Numerics.Parallelism;
using Likeness.Search.Scanning;

namespace Likeness.Search.Flat;

/// <summary>
/// One search. Queries go through the rows in groups, so that a row is read from memory once for a group; many queries are split among
/// threads by group, few queries over many rows by row.
/// </summary>
internal sealed unsafe class FlatSearch<TCollector, TResults>(
    RowStore store, List<long> ids, RowScanner<TCollector> scanner, PreparedQueries queries, TResults results, int threads,
    CancellationToken cancellationToken)
    where TCollector : struct, ICollector<TCollector>
    where TResults : struct, IResults<TCollector>
{
    /// <summary>Numbers that one thread compares in less time than it takes to wake another one.</summary>
    private const long WorkPerThread = 1 << 20;

    /// <summary>Bytes of rows that a thread takes at a time, where there are many: long enough for the processor to follow.</summary>
    private const long PieceBytes = 2 << 20;

    /// <summary>Pieces for each thread, where there are few rows: one that is held up leaves its rows to others.</summary>
    private const int LeastPieces = 4;

    /// <summary>Queries that go through the rows together: fewer where keeping what they look for would take much memory.</summary>
    private readonly int groupSize = results.QueriesAtATime(RowScanner<TCollector>.MostQueries, store.Count);

    private int RowCount => store.Count;

    public void Run()
    {
        cancellationToken.ThrowIfCancellationRequested();
        var groups = (queries.Count + groupSize - 1) / groupSize;
        var work = (long)queries.Count * store.Count * queries.Stride;
        var workers = (int)Math.Clamp(work / WorkPerThread, 1, SharedTeam.Workers(threads));
        if (groups < 2 * workers)
        {
            for (var group = 0; group < groups; group++) ShareRows(group, workers);
            return;
        }

        SharedTeam.For(groups, new GroupWork { Search = this, Collectors = new TCollector[workers][] }, workers: workers);
    }

    /// <summary>One group, whose rows are shared: every worker collects for itself what it comes across.</summary>
    private void ShareRows(int group, int workers)
    {
        var evenly = (store.Count + (long)workers * LeastPieces - 1) / (workers * LeastPieces);
        var rows = workers == 1 ? Math.Max(1, store.Count) : (int)Math.Clamp(PieceBytes / store.RowBytes, 1, Math.Max(1, evenly));
        var pieces = (int)(((long)store.Count + rows - 1) / rows);
        var collectors = new TCollector[workers][];
        SharedTeam.For(pieces, new RowWork { Search = this, Group = group, Rows = rows, Collectors = collectors }, workers: workers);
        TCollector[]? all = null;
        foreach (var some in collectors)
        {
            if (some is null) continue;
            if (all is null) all = some;
            else for (var query = 0; query < all.Length; query++) all[query].Merge(some[query]);
        }

        End(group, all ?? Begin(QueriesIn(group)));
    }

    private void Scan(int group, int firstRow, int endRow, TCollector[] collectors)
    {
        var first = queries.Rows + (nint)group * groupSize * queries.Stride;
        scanner.Scan(
            store, CollectionsMarshal.AsSpan(ids), firstRow, endRow, first, collectors.AsSpan(0, QueriesIn(group)), cancellationToken);
    }

    private void End(int group, TCollector[] collectors)
    {
        for (var query = 0; query < QueriesIn(group); query++) results.End(group * groupSize + query, collectors[query]);
    }

    private int QueriesIn(int group) => Math.Min(groupSize, queries.Count - group * groupSize);

    private TCollector[] Begin(int count)
    {
        var collectors = new TCollector[count];
        for (var i = 0; i < count; i++) collectors[i] = results.Begin();
        return collectors;
    }

    private struct GroupWork : IWork
    {
        public FlatSearch<TCollector, TResults> Search;
        public TCollector[]?[] Collectors;

        public readonly void Run(int start, int end, int worker)
        {
            var own = Collectors[worker] ??= Search.Begin(Search.groupSize);
            for (var group = start; group < end; group++)
            {
                Search.Scan(group, 0, Search.RowCount, own);
                Search.End(group, own);
            }
        }
    }

    private struct RowWork : IWork
    {
        public FlatSearch<TCollector, TResults> Search;
        public int Group;
        public int Rows;
        public TCollector[]?[] Collectors;

        public readonly void Run(int start, int end, int worker)
        {
            var own = Collectors[worker] ??= Search.Begin(Search.QueriesIn(Group));
            Search.Scan(Group, start * Rows, (int)Math.Min(Search.RowCount, (long)end * Rows), own);
        }
    }
}
