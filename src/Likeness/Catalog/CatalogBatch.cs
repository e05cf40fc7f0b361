namespace Likeness.Catalog;

/// <summary>
/// Changes that are made together or not at all. They are applied in the order of the properties, so a picture that moved is one
/// removal and one put, and a path can be removed and put again.
/// </summary>
public sealed class CatalogBatch
{
    /// <summary>Roots to forget, with all that is known below them; ids that the catalog does not hold are passed over.</summary>
    public List<long> RemoveRoots { get; } = [];

    /// <summary>Pictures to forget; keys that the catalog does not hold are passed over.</summary>
    public List<PictureKey> Remove { get; } = [];

    /// <summary>Rejections to forget; keys that the catalog does not hold are passed over.</summary>
    public List<PictureKey> RemoveRejected { get; } = [];

    /// <summary>Pictures to add, or to replace where the key is taken.</summary>
    public List<CatalogPicture> Put { get; } = [];

    /// <summary>Rejections to add, or to replace where the key is taken.</summary>
    public List<RejectedPicture> Reject { get; } = [];

    /// <summary>Vectors to add, or to replace. Their contents must belong to a picture that the catalog holds or this batch puts.</summary>
    public List<CatalogVector> Vectors { get; } = [];

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => RemoveRoots.Count + Remove.Count + RemoveRejected.Count + Put.Count + Reject.Count + Vectors.Count == 0;
}
