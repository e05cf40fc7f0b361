using Likeness.Search.Selection;

namespace Likeness.Evaluation;

/// <summary>
/// What the k nearest pictures say of a query's label: the label that most of them have, and of several that as many have the one that stands first. For the use of one thread.
/// </summary>
/// <param name="groups">Which pictures have the same label.</param>
/// <param name="searched">Which pictures are searched, all where it is null; the query itself never is.</param>
/// <param name="k">How many vote.</param>
internal sealed class NeighbourVote(LabelGroups groups, bool[]? searched, int k)
{
    private readonly float[] nearest = new float[k];
    private readonly long[] places = new long[k];

    /// <param name="query">The query's place.</param>
    /// <param name="distances">To all pictures; those that are not searched are set to infinity.</param>
    public bool IsRight(int query, Span<float> distances)
    {
        distances[query] = float.PositiveInfinity;
        for (var i = 0; searched is not null && i < searched.Length; i++) if (!searched[i]) distances[i] = float.PositiveInfinity;
        Nearest.Select(distances, nearest, places);
        var found = Array.FindIndex(nearest, float.IsInfinity);
        var voters = places.AsSpan(0, found < 0 ? places.Length : found);
        var (best, most) = (-1, 0);
        for (var i = 0; i < voters.Length; i++)
        {
            var votes = 0;
            foreach (var other in voters) if (groups.AreSame((int)other, (int)voters[i])) votes++;
            if (votes > most) (best, most) = ((int)voters[i], votes);
        }

        return best >= 0 && groups.AreSame(best, query);
    }
}
