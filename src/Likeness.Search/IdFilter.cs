using System.Collections.Frozen;

namespace Likeness.Search;

/// <summary>
/// Which vectors a search may find, by their ids (FAISS <c>IDSelector</c>). It is asked by several threads at once, and only for vectors
/// that are near enough to be found.
/// </summary>
public abstract class IdFilter
{
    /// <summary>Bits of a bitmap for each id in it, above which a set is smaller.</summary>
    private const int MostBitsPerId = 512;

    /// <summary>Whether the vector with this id may be found.</summary>
    /// <param name="id">0 or greater.</param>
    public abstract bool Contains(long id);

    /// <summary>These ids and no others. Where they lie close together it is a bitmap, which is the fastest.</summary>
    /// <param name="ids">Any number of ids, in any order; ids that no vector has do no harm.</param>
    public static IdFilter Only(ReadOnlySpan<long> ids) => Of(ids, listed: true);

    /// <summary>All ids but these.</summary>
    /// <param name="ids">Any number of ids, in any order.</param>
    public static IdFilter Except(ReadOnlySpan<long> ids) => Of(ids, listed: false);

    /// <summary>The ids for which a condition holds.</summary>
    /// <param name="condition">Called by several threads at once. An exception from it ends the search and reaches the caller.</param>
    public static IdFilter Where(Func<long, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new ConditionFilter(condition);
    }

    private static IdFilter Of(ReadOnlySpan<long> ids, bool listed)
    {
        var largest = -1L;
        foreach (var id in ids) largest = Math.Max(largest, id);
        return largest < Math.Max(1024, (long)MostBitsPerId * ids.Length) && largest < 64L * Array.MaxLength
            ? new BitmapFilter(ids, largest + 1, listed)
            : new SetFilter([.. ids], listed);
    }

    private sealed class ConditionFilter(Func<long, bool> condition) : IdFilter
    {
        public override bool Contains(long id) => condition(id);
    }

    private sealed class SetFilter(HashSet<long> ids, bool listed) : IdFilter
    {
        private readonly FrozenSet<long> ids = ids.ToFrozenSet();

        public override bool Contains(long id) => ids.Contains(id) == listed;
    }
}

/// <summary>A filter that has a bit for each id up to some number.</summary>
internal sealed class BitmapFilter : IdFilter
{
    /// <param name="ids">Negative ones are passed over: no vector has them.</param>
    /// <param name="length">One more than the largest of them.</param>
    /// <param name="listed">Whether they are those that may be found, or those that may not.</param>
    public BitmapFilter(ReadOnlySpan<long> ids, long length, bool listed)
    {
        var words = new ulong[(length + 63) / 64];
        foreach (var id in ids)
            if (id >= 0) words[id >> 6] |= 1UL << (int)id;
        Bits = new BitmapIds(words, listed);
    }

    /// <summary>The bits themselves.</summary>
    public BitmapIds Bits { get; }

    /// <inheritdoc/>
    public override bool Contains(long id) => Bits.Contains(id);
}

/// <summary>Which rows a scan may offer, by their ids: a type argument of it, so that a scan without a filter asks nothing.</summary>
internal interface IRowFilter
{
    /// <inheritdoc cref="IdFilter.Contains"/>
    bool Contains(long id);
}

/// <summary>All rows.</summary>
internal readonly struct AllIds : IRowFilter
{
    public bool Contains(long id) => true;
}

/// <summary>Rows by a bit for each id; ids beyond the bits are as those whose bit is not set.</summary>
internal readonly struct BitmapIds(ulong[] words, bool listed) : IRowFilter
{
    public bool Contains(long id)
    {
        var word = (ulong)id >> 6;
        return (word < (ulong)words.Length && (words[word] >> (int)id & 1) != 0) == listed;
    }
}

/// <summary>Rows that any other filter lets through.</summary>
internal readonly struct FilteredIds(IdFilter filter) : IRowFilter
{
    public bool Contains(long id) => filter.Contains(id);
}
