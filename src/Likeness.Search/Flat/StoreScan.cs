using Likeness.Search.Selection;
using Likeness.Search.SquaredDistances;

namespace Likeness.Search.Flat;

/// <summary>Compares a few queries with rows of a store and offers what it finds to their heaps.</summary>
internal static unsafe class StoreScan
{
    /// <summary>Queries that go through the rows together.</summary>
    public const int MostQueries = 32;

    private const int RowsPerTile = 128;

    /// <param name="store">The rows.</param>
    /// <param name="ids">Their ids.</param>
    /// <param name="metric">How they are compared.</param>
    /// <param name="firstRow">The first row to compare.</param>
    /// <param name="endRow">One past the last.</param>
    /// <param name="queries">Prepared queries, one behind the other, as many as heaps.</param>
    /// <param name="heaps">One for each query, at most <see cref="MostQueries"/>.</param>
    /// <param name="cancellationToken">Looked at now and then.</param>
    public static void Run(VectorStore store, ReadOnlySpan<long> ids, Metric metric, int firstRow, int endRow, float* queries, ReadOnlySpan<NearestHeap> heaps, CancellationToken cancellationToken)
    {
        Span<float> tile = stackalloc float[MostQueries * RowsPerTile];
        fixed (float* tileStart = tile)
        {
            foreach (var block in store.Blocks)
            {
                var end = Math.Min(endRow, block.FirstRow + block.Capacity);
                for (var row = Math.Max(firstRow, block.FirstRow); row < end; row += RowsPerTile)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var rows = Math.Min(RowsPerTile, end - row);
                    var first = block.Rows + (nint)(row - block.FirstRow) * store.Stride;
                    SquaredDistance.Compute(queries, heaps.Length, first, rows, store.Stride, tileStart, RowsPerTile);
                    for (var query = 0; query < heaps.Length; query++)
                    {
                        var found = tile.Slice(query * RowsPerTile, rows);
                        Presentation.FromSquared(found, metric, queries + (nint)query * store.Stride, first, store.Stride);
                        heaps[query].Offer(found, ids.Slice(row, rows));
                    }
                }
            }
        }
    }
}
