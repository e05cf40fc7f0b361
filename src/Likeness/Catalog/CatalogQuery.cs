namespace Likeness.Catalog;

/// <summary>One descriptor's share in a question for the nearest.</summary>
/// <param name="Descriptor">Of the current generation of its name.</param>
/// <param name="Vector">The query as this descriptor describes it: finite numbers, as many as it has dimensions.</param>
/// <param name="Factor">What its distances are multiplied by before those of all parts are added up; above 0.</param>
public sealed record CatalogQueryPart(CatalogDescriptor Descriptor, ReadOnlyMemory<float> Vector, float Factor = 1);

/// <summary>
/// A question for the contents that are nearest to a query. By several descriptors the distance is the sum over the parts of factor · distance;
/// a content that one of them has not described is not found.
/// </summary>
/// <param name="Parts">At least one, of different descriptors.</param>
/// <param name="K">How many contents, at least 1.</param>
public sealed record CatalogQuery(IReadOnlyList<CatalogQueryPart> Parts, int K)
{
    /// <summary>Only contents within this distance; +∞ by default, which is all.</summary>
    public float MaxDistance { get; init; } = float.PositiveInfinity;

    /// <summary>Only contents of pictures that it lets through; null for all.</summary>
    public CatalogFilter? Filter { get; init; }

    /// <summary>Contents to pass over.</summary>
    public IReadOnlyList<ContentHash> Except { get; init; } = [];

    /// <summary>
    /// Look only into so many clusters, those whose centers are nearest: from 1 to as many as there are. What lies beyond their borders is
    /// missed. Null looks into all. Only with one part, and only where its generation has been divided into clusters.
    /// </summary>
    public int? Clusters { get; init; }
}

/// <summary>Which pictures take part. A content takes part if one of its pictures does.</summary>
public sealed record CatalogFilter
{
    /// <summary>The name of the folder that a picture lies in; null for any.</summary>
    public string? Label { get; init; }

    /// <summary>A folder, by its full path, that a picture lies in or below; null for any.</summary>
    public string? Below { get; init; }

    /// <summary>Whether it lets a picture through.</summary>
    /// <param name="path">Its full path.</param>
    public bool LetsThrough(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        return (Label is null || Path.GetFileName(folder) == Label)
            && (Below is null || path == Below || PathText.Below(Path.TrimEndingDirectorySeparator(Below), folder) is not null);
    }
}

/// <summary>A content that was found.</summary>
/// <param name="Content">What is in the file.</param>
/// <param name="Distance">By all parts together; 0 is equal, larger is less alike.</param>
/// <param name="PartDistances">By each part's own metric, not multiplied, in the order of the parts.</param>
public sealed record CatalogNeighbor(ContentHash Content, float Distance, IReadOnlyList<float> PartDistances);
