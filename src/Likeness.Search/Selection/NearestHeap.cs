using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Likeness.Search.Selection;

/// <summary>
/// Keeps the k nearest of all candidates offered: a binary heap with the farthest kept candidate at its root. It takes memory for those
/// that it keeps, not for k, which may be far more than there are.
/// </summary>
internal sealed class NearestHeap(int k)
{
    /// <summary>Candidates that all heaps of a thread may keep together: 64 MiB.</summary>
    private const int MostCandidates = 4 << 20;

    private Candidate[] heap = new Candidate[Math.Min(k, 16)];

    public int Count { get; private set; }

    /// <summary>The distance of the farthest that is kept, once k are; +∞ before.</summary>
    public float Bound => Count == k ? heap[0].Distance : float.PositiveInfinity;

    /// <summary>How many queries a thread may look for neighbours of at the same time.</summary>
    /// <param name="kept">The most candidates that each will keep.</param>
    /// <param name="most">The most that are of use.</param>
    public static int QueriesAtATime(int kept, int most) => Math.Clamp(MostCandidates / Math.Max(1, kept), 1, most);

    public void Clear() => Count = 0;

    /// <summary>Offers a run of candidates; once k are kept, eight at a time are passed over when none of them is near enough.</summary>
    public void Offer(ReadOnlySpan<float> distances, ReadOnlySpan<long> ids)
    {
        var i = 0;
        while (i < distances.Length)
        {
            if (Count == k && i + Vector256<float>.Count <= distances.Length)
            {
                var run = Vector256.LoadUnsafe(in MemoryMarshal.GetReference(distances), (nuint)i);
                if (!Vector256.LessThanOrEqualAny(run, Vector256.Create(heap[0].Distance)))
                {
                    i += Vector256<float>.Count;
                    continue;
                }
            }
            var end = Math.Min(i + Vector256<float>.Count, distances.Length);
            for (; i < end; i++) Offer(new Candidate(distances[i], ids[i]));
        }
    }

    public void Offer(Candidate candidate)
    {
        if (Count < k)
        {
            if (Count == heap.Length) Array.Resize(ref heap, (int)Math.Min(k, 2L * heap.Length));
            heap[Count] = candidate;
            SiftUp(Count++);
        }
        else if (candidate.IsNearerThan(heap[0]))
        {
            heap[0] = candidate;
            SiftDown();
        }
    }

    /// <summary>Offers what another heap keeps.</summary>
    public void Merge(NearestHeap other)
    {
        for (var i = 0; i < other.Count; i++) Offer(other.heap[i]);
    }

    /// <summary>Writes what is kept, nearest first, and empties the heap. Places left over get +∞ and −1.</summary>
    public void Drain(Span<float> distances, Span<long> ids)
    {
        var kept = heap.AsSpan(0, Count);
        kept.Sort();
        for (var i = 0; i < kept.Length; i++) (distances[i], ids[i]) = (kept[i].Distance, kept[i].Id);
        distances[Count..].Fill(float.PositiveInfinity);
        ids[Count..].Fill(-1);
        Clear();
    }

    private void SiftUp(int at)
    {
        var moving = heap[at];
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (!heap[parent].IsNearerThan(moving)) break;
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = moving;
    }

    private void SiftDown()
    {
        var moving = heap[0];
        var at = 0;
        while (true)
        {
            var child = 2 * at + 1;
            if (child >= Count) break;
            if (child + 1 < Count && heap[child].IsNearerThan(heap[child + 1])) child++;
            if (!moving.IsNearerThan(heap[child])) break;
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = moving;
    }
}

/// <summary>
/// A vector that may be among the nearest. Ordered by distance, then by id, so that every order of arrival gives the same result.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Candidate(float Distance, long Id) : IComparable<Candidate>
{
    public int CompareTo(Candidate other)
    {
        var byDistance = Distance.CompareTo(other.Distance);
        return byDistance != 0 ? byDistance : Id.CompareTo(other.Id);
    }

    public bool IsNearerThan(Candidate other) => Distance < other.Distance || (Distance == other.Distance && Id < other.Id);
}
