using System.Runtime.InteropServices;

namespace Likeness.Search;

/// <summary>
/// Keeps vectors and finds those nearest to a query. Modelled on the <c>Index</c> of FAISS (Douze et al., arXiv 2401.08281).
/// <para>
/// Searches may run at the same time as other searches, from any number of threads, but not at the same time as <see cref="Add"/> or
/// <see cref="Remove"/>. A search uses all processors where that pays; of several at once the others use one thread each.
/// </para>
/// </summary>
/// <remarks>
/// Finite numbers of any size are ranked rightly: where the squares of float32 are too large or too small, float64 is used. A distance
/// beyond float32 is given as its largest number; among such the lower id comes first.
/// </remarks>
public interface IVectorIndex
{
    /// <summary>How vectors are compared.</summary>
    Metric Metric { get; }

    /// <summary>Numbers per vector, at least 1.</summary>
    int Dimensions { get; }

    /// <summary>How many vectors are held.</summary>
    int Count { get; }

    /// <summary>Adds vectors. Either all are added or, when an exception is thrown, none.</summary>
    /// <param name="vectors">count × <see cref="Dimensions"/> finite numbers.</param>
    /// <param name="ids">count numbers of the caller's choice, 0 or greater, none of them in the index already.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or an id is negative or taken.</exception>
    /// <exception cref="UnusableInputException">A vector holds NaN or an infinity.</exception>
    void Add(ReadOnlySpan<float> vectors, ReadOnlySpan<long> ids);

    /// <summary>Removes the vectors with these ids; ids that are not in the index are passed over.</summary>
    /// <param name="ids">Any number of ids.</param>
    /// <returns>How many were removed.</returns>
    int Remove(ReadOnlySpan<long> ids);

    /// <summary>
    /// Finds the <paramref name="k"/> vectors nearest to each query, nearest first; at equal distance the lower id comes first.
    /// Where the index holds fewer than <paramref name="k"/>, the places left over get the id −1 and the distance +∞.
    /// </summary>
    /// <param name="queries">count × <see cref="Dimensions"/> finite numbers.</param>
    /// <param name="k">How many neighbours to find for each query, at least 1.</param>
    /// <param name="distances">Receives count × <paramref name="k"/> distances; undefined where an exception is thrown.</param>
    /// <param name="ids">Receives count × <paramref name="k"/> ids; undefined where an exception is thrown.</param>
    /// <param name="options">A filter, a way to cancel; null for neither.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or <paramref name="k"/> is less than 1.</exception>
    /// <exception cref="UnusableInputException">A query holds NaN or an infinity.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    void Search(ReadOnlySpan<float> queries, int k, Span<float> distances, Span<long> ids, SearchOptions? options = null);

    /// <summary>
    /// Finds all vectors within a distance of each query, nearest first; at equal distance the lower id comes first. Memory is taken for
    /// all that are found.
    /// </summary>
    /// <param name="queries">count × <see cref="Dimensions"/> finite numbers.</param>
    /// <param name="radius">
    /// The largest distance that is found, in the unit of the metric, itself included; 0 finds equal vectors, +∞ all.
    /// </param>
    /// <param name="options">A filter, a way to cancel; null for neither.</param>
    /// <returns>What was found for each query, in their order; an empty array where nothing is near enough.</returns>
    /// <exception cref="ArgumentException">The numbers are no whole number of queries, or the distance is negative or NaN.</exception>
    /// <exception cref="UnusableInputException">A query holds NaN or an infinity.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    Neighbor[][] RangeSearch(ReadOnlySpan<float> queries, float radius, SearchOptions? options = null);
}

/// <summary>How two vectors are compared. Every metric is a distance: smaller means more alike, 0 means equal.</summary>
public enum Metric
{
    /// <summary>√Σ(a−b)². Range [0, ∞).</summary>
    Euclidean,

    /// <summary>
    /// 1 − cos(a, b). Range [0, 2]. A vector of zeros has no direction: it is at distance 1 from every other vector, and at 0
    /// from another vector of zeros.
    /// </summary>
    Cosine,
}

/// <summary>A vector that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Distance">Its distance from the query, by the metric of the index.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Neighbor(long Id, float Distance);

/// <summary>
/// What may be asked of one search (FAISS <c>SearchParameters</c>). An index that takes more has a record of its own derived from this one.
/// </summary>
public record SearchOptions
{
    /// <summary>Which vectors may be found, by their ids; null, the default, for all.</summary>
    public IdFilter? Filter { get; init; }

    /// <summary>Ends the search soon, with an <see cref="OperationCanceledException"/>; none by default.</summary>
    public CancellationToken CancellationToken { get; init; }
}
