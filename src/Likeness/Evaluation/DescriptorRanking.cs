namespace Likeness.Evaluation;

/// <summary>How well one descriptor, or several together, find pictures of the query's label. Means over the queries, each 0 to 1.</summary>
/// <param name="Name">What ranked.</param>
/// <param name="P1">Share of queries whose nearest picture has their label.</param>
/// <param name="P10">Share of the label among the ten nearest.</param>
/// <param name="RPrecision">Share of the label among the r nearest, r being how many there are to find.</param>
/// <param name="Map">Average precision over the full ranking.</param>
/// <param name="KnnAccuracy">Share of queries whose label most of the ten nearest have.</param>
/// <param name="Low">Lower end of the 95 % interval of <paramref name="P10"/>, by bootstrap over the queries.</param>
/// <param name="High">Its upper end.</param>
public sealed record DescriptorRanking(string Name, double P1, double P10, double RPrecision, double Map, double KnnAccuracy, double Low, double High)
{
    /// <summary>Numbers of a vector; of several descriptors, of all their vectors.</summary>
    public int Dimensions { get; init; }

    /// <summary>The full path of the picture with the queries that it served worst; null where none was drawn.</summary>
    public string? Montage { get; init; }
}
