namespace Likeness.Evaluation;

/// <summary>
/// The ranks of the pictures with the query's label, without sorting the others: those are only counted between them, n·log r
/// comparisons for r of n pictures. For the use of one thread.
/// </summary>
internal sealed class RelevantRanks(LabelGroups groups)
{
    private ulong[] relevant = [];
    private int[] othersBefore = [];

    public QueryScore Score(int query, ReadOnlySpan<float> distances, int k)
    {
        var same = groups.With(query);
        var count = same.Length - 1;
        if (count == 0) return default;
        if (relevant.Length < same.Length) (relevant, othersBefore) = (new ulong[same.Length], new int[same.Length]);
        var keys = relevant.AsSpan(0, count);
        var next = 0;
        foreach (var picture in same) if (picture != query) keys[next++] = Key(distances[picture], picture);
        keys.Sort();
        Array.Clear(othersBefore, 0, count);
        for (var other = 0; other < distances.Length; other++)
        {
            if (groups.AreSame(other, query)) continue;
            var place = ~keys.BinarySearch(Key(distances[other], other)); // never found: every key is different
            if (place < count) othersBefore[place]++;
        }
        return Sum(count, Math.Min(k, distances.Length - 1), k);
    }

    private QueryScore Sum(int count, int lookedAt, int k)
    {
        var others = 0;
        var within = 0;
        double average = 0;
        for (var i = 0; i < count; i++)
        {
            others += othersBefore[i];
            var rank = i + 1 + others;
            average += (i + 1.0) / rank;
            if (rank <= k) within++;
        }
        return new QueryScore(othersBefore[0] == 0 ? 1 : 0, (double)within / lookedAt, average / count);
    }

    /// <summary>Distance first, then place. The bits of floats that are not negative sort as the floats do.</summary>
    private static ulong Key(float distance, int place) => ((ulong)BitConverter.SingleToUInt32Bits(distance) << 32) | (uint)place;
}
