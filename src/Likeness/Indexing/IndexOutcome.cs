namespace Likeness.Indexing;

/// <summary>What came of a job: a content with or without pixels, or a reason why there is none.</summary>
internal sealed class IndexOutcome(IndexJob job)
{
    public IndexJob Job { get; } = job;

    public ContentHash Content { get; init; }

    /// <summary>Whether the file was opened to find out.</summary>
    public bool IsRead { get; init; }

    /// <summary>The picture at every size that the descriptors take; null where it needs no describing.</summary>
    public byte[]? Pixels { get; init; }

    /// <summary>A bit for each descriptor that <see cref="Pixels"/> are meant for.</summary>
    public uint Missing { get; init; }

    /// <summary>Why the picture cannot be used.</summary>
    public string? Failure { get; set; }

    /// <summary>Whether the failure lies in the content, so that there is no use in trying again before it changes.</summary>
    public bool IsLasting { get; init; }
}
