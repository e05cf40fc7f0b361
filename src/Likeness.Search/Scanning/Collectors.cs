using Likeness.Search.Selection;

namespace Likeness.Search.Scanning;

/// <summary>
/// Keeps what one query looks for, of all that is offered to it: a type argument of the scan. The order of what is offered does not show in
/// what is kept. Used by one thread at a time.
/// </summary>
internal interface ICollector<TSelf> where TSelf : struct, ICollector<TSelf>
{
    /// <summary>No candidate that is farther than this will be kept; +∞ for none that is too far.</summary>
    float Bound { get; }

    /// <summary>Offers a candidate. Ids are offered once.</summary>
    void Offer(float distance, long id);

    /// <summary>Offers what another one keeps.</summary>
    void Merge(TSelf other);
}

/// <summary>Where the results of a search go: makes the collectors of its queries and takes what they have kept.</summary>
internal interface IResults<TCollector> where TCollector : struct, ICollector<TCollector>
{
    /// <summary>How many queries a thread may collect for at the same time.</summary>
    /// <param name="most">The most that are of use.</param>
    /// <param name="candidates">How many vectors there are.</param>
    int QueriesAtATime(int most, long candidates);

    /// <summary>An empty collector.</summary>
    TCollector Begin();

    /// <summary>Takes what was kept for a query and leaves the collector empty. Several threads call it, for different queries.</summary>
    void End(int query, TCollector collector);
}

/// <summary>Collects the k nearest.</summary>
internal readonly struct NearestCollector(NearestHeap heap) : ICollector<NearestCollector>
{
    public NearestHeap Heap => heap;

    public float Bound => heap.Bound;

    public void Offer(float distance, long id) => heap.Offer(new Candidate(distance, id));

    public void Merge(NearestCollector other) => heap.Merge(other.Heap);
}

/// <summary>The k nearest of each query, nearest first, in the caller's memory: count × k distances and ids.</summary>
internal readonly unsafe struct NearestResults(int k, float* distances, long* ids) : IResults<NearestCollector>
{
    public int QueriesAtATime(int most, long candidates) => NearestHeap.QueriesAtATime((int)Math.Min(k, candidates), most);

    public NearestCollector Begin() => new(new NearestHeap(k));

    public void End(int query, NearestCollector collector) =>
        collector.Heap.Drain(new Span<float>(distances + (nint)query * k, k), new Span<long>(ids + (nint)query * k, k));
}

/// <summary>Collects all within a distance.</summary>
internal readonly struct RangeCollector(float radius, List<Candidate> found) : ICollector<RangeCollector>
{
    public List<Candidate> Found => found;

    public float Bound => radius;

    public void Offer(float distance, long id)
    {
        if (distance <= radius) found.Add(new Candidate(distance, id));
    }

    public void Merge(RangeCollector other) => found.AddRange(other.Found);
}

/// <summary>All within a distance of each query, nearest first.</summary>
internal readonly struct RangeResults(float radius, Neighbor[][] neighbors) : IResults<RangeCollector>
{
    public int QueriesAtATime(int most, long candidates) => most;

    public RangeCollector Begin() => new(radius, []);

    public void End(int query, RangeCollector collector)
    {
        collector.Found.Sort();
        neighbors[query] = [.. collector.Found.Select(found => new Neighbor(found.Id, found.Distance))];
        collector.Found.Clear();
    }
}
