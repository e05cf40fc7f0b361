namespace Likeness.Search;

/// <summary>
/// Keeps vectors and finds those nearest to a query. Modelled on the <c>Index</c> of FAISS (Douze et al., arXiv 2401.08281).
/// <para>Searches may run at the same time as other searches, but not at the same time as <see cref="Add"/> or <see cref="Remove"/>.</para>
/// </summary>
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
    /// <returns>How many were removed.</returns>
    int Remove(ReadOnlySpan<long> ids);

    /// <summary>
    /// Finds the <paramref name="k"/> vectors nearest to each query, nearest first; at equal distance the lower id comes first.
    /// Where the index holds fewer than <paramref name="k"/>, the places left over get the id −1 and the distance +∞.
    /// </summary>
    /// <param name="queries">count × <see cref="Dimensions"/> finite numbers.</param>
    /// <param name="k">How many neighbours to find for each query, at least 1.</param>
    /// <param name="distances">Receives count × <paramref name="k"/> distances.</param>
    /// <param name="ids">Receives count × <paramref name="k"/> ids.</param>
    /// <param name="cancellationToken">Ends the search soon; distances and ids are then undefined.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or <paramref name="k"/> is less than 1.</exception>
    /// <exception cref="UnusableInputException">A query holds NaN or an infinity.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <remarks>
    /// Finite numbers of any size are ranked rightly: where the squares of float32 are too large or too small, float64 is used. A distance beyond float32 is given as its largest
    /// number; among such the lower id comes first.
    /// </remarks>
    void Search(ReadOnlySpan<float> queries, int k, Span<float> distances, Span<long> ids, CancellationToken cancellationToken = default);
}
