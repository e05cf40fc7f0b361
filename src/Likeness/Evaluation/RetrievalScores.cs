namespace Likeness.Evaluation;

/// <summary>How well vectors find pictures of the same label, every picture being a query against all others.</summary>
/// <param name="Pictures">Pictures that were searched.</param>
/// <param name="Queries">Pictures that were queries.</param>
/// <param name="LeftOut">Pictures that were no queries because no other picture has their label.</param>
/// <param name="K">The k of <see cref="PrecisionAtK"/>.</param>
/// <param name="PrecisionAt1">Share of queries whose nearest picture has the same label, 0 to 1; null without queries.</param>
/// <param name="PrecisionAtK">Mean share of the same label among the k nearest (all others where there are fewer than k), 0 to 1; null without queries.</param>
/// <param name="MeanAveragePrecision">
/// Mean over the queries of the average precision over the full ranking, 0 to 1 (Manning, Raghavan and Schütze, Introduction to
/// Information Retrieval, 8.4); null without queries.
/// </param>
public sealed record RetrievalScores(
    int Pictures, int Queries, int LeftOut, int K, double? PrecisionAt1, double? PrecisionAtK, double? MeanAveragePrecision);
