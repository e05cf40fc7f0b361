namespace Likeness.Evaluation;

/// <summary>
/// The ranks of the pictures with the query's label, without sorting the others: those are only counted between them, n·log r
/// comparisons for r of n pictures. For the use of one thread.
/// </summary>
/// <param name="groups">Which pictures have the same label.</param>
/// <param name="searched">Which pictures are searched, all where it is null; the query itself never is.</param>
internal sealed class RelevantRanks(LabelGroups groups, bool[]? searched = null)
{
    private ulong[] relevant = [];
    private int[] othersBefore = [];

    /// <summary>The scores of a query; null where there is nothing to find.</summary>
    public QueryScore? Score(int query, ReadOnlySpan<float> distances, int k)
    {
        var same = groups.With(query);
        if (relevant.Length < same.Length) (relevant, othersBefore) = (new ulong[same.Length], new int[same.Length]);
        var count = 0;
        foreach (var picture in same) if (IsSearched(picture, query)) relevant[count++] = Key(distances[picture], picture);
        if (count == 0) return null;
        var keys = relevant.AsSpan(0, count);
        keys.Sort();
        Array.Clear(othersBefore, 0, count);
        var all = count;
        for (var other = 0; other < distances.Length; other++)
        {
            if (groups.AreSame(other, query) || !IsSearched(other, query)) continue;
            all++;
            var place = ~keys.BinarySearch(Key(distances[other], other)); // never found: every key is different
            if (place < count) othersBefore[place]++;
        }
        return Sum(count, Math.Min(k, all), k);
    }

    private bool IsSearched(int picture, int query) => picture != query && (searched is null || searched[picture]);

    private QueryScore Sum(int count, int lookedAt, int k)
    {
        var others = 0;
        var (within, withinR) = (0, 0);
        double average = 0;
        for (var i = 0; i < count; i++)
        {
            others += othersBefore[i];
            var rank = i + 1 + others;
            average += (i + 1.0) / rank;
            if (rank <= k) within++;
            if (rank <= count) withinR++;
        }
        return new QueryScore(othersBefore[0] == 0 ? 1 : 0, (double)within / lookedAt, (double)withinR / count, average / count);
    }

    /// <summary>Distance first, then place. The bits of floats that are not negative sort as the floats do.</summary>
    private static ulong Key(float distance, int place) => ((ulong)BitConverter.SingleToUInt32Bits(distance) << 32) | (uint)place;
}
