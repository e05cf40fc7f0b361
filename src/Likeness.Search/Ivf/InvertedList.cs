using System.Runtime.InteropServices;
using Likeness.Search.Flat;

namespace Likeness.Search.Ivf;

/// <summary>The vectors of one cell, with their ids.</summary>
internal sealed class InvertedList(int stride)
{
    private const int SmallestBlock = 16 << 10; // there may be thousands of lists

    private readonly List<long> ids = [];

    public VectorStore Store { get; } = new(stride, SmallestBlock);

    public ReadOnlySpan<long> Ids => CollectionsMarshal.AsSpan(ids);

    /// <returns>The row it got.</returns>
    public int Add(ReadOnlySpan<float> prepared, long id)
    {
        prepared.CopyTo(Store.Append());
        ids.Add(id);
        return ids.Count - 1;
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
