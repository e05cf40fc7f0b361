using Likeness.Numerics.Randomness;

namespace Likeness.Evaluation;

/// <summary>Which pictures are queries of an evaluation. The work grows with queries × pictures, so that of very many a sample is drawn.</summary>
internal static class QueryChoice
{
    /// <summary>Those that may be queries and have something to find, in order.</summary>
    /// <param name="labels">Of all pictures.</param>
    /// <param name="searched">Which pictures are searched; the others are the queries. Null for all pictures being both, each a query against the others.</param>
    public static int[] All(IReadOnlyList<string> labels, bool[]? searched)
    {
        var there = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++)
            if (searched is null || searched[i]) there[labels[i]] = there.GetValueOrDefault(labels[i]) + 1;
        var least = searched is null ? 2 : 1; // itself is nothing to find
        return [.. Enumerable.Range(0, labels.Count).Where(i => (searched is null || !searched[i]) && there.GetValueOrDefault(labels[i]) >= least)];
    }

    /// <summary>So many of them at most, drawn by the seed, in order.</summary>
    public static int[] Sample(int[] all, int most, int seed)
    {
        if (all.Length <= most) return all;
        var drawn = (int[])all.Clone();
        new Xoshiro256((ulong)seed).Shuffle<int>(drawn);
        Array.Resize(ref drawn, most);
        Array.Sort(drawn);
        return drawn;
    }
}
