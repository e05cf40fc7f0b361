namespace Likeness.Search.Selection;

/// <summary>Finds the nearest among distances that are known already.</summary>
public static class Nearest
{
    /// <summary>Picks the smallest distances, smallest first; at equal distance the lower place comes first.</summary>
    /// <param name="distances">One for each place; none is NaN.</param>
    /// <param name="nearest">Receives as many distances as it has room for, then +∞.</param>
    /// <param name="places">As long; receives the places of them in <paramref name="distances"/>, then −1.</param>
    /// <exception cref="ArgumentException">There is not room for as many places as distances.</exception>
    public static void Select(ReadOnlySpan<float> distances, Span<float> nearest, Span<long> places)
    {
        if (nearest.Length != places.Length)
            throw new ArgumentException($"{nearest.Length} distances have {places.Length} places.", nameof(places));
        if (nearest.IsEmpty) return;
        var heap = new NearestHeap(nearest.Length);
        Span<long> run = stackalloc long[256];
        for (var start = 0; start < distances.Length; start += run.Length)
        {
            var count = Math.Min(run.Length, distances.Length - start);
            for (var i = 0; i < count; i++) run[i] = start + i;
            heap.Offer(distances.Slice(start, count), run[..count]);
        }

        heap.Drain(nearest, places);
    }
}
