namespace Likeness.Indexing;

/// <summary>How an index run goes about its work.</summary>
public sealed record IndexSettings
{
    /// <summary>Threads that read and decode, at least 1. By default one for each processor.</summary>
    public int Readers { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Pictures that are described together and written in one transaction, 1 to 4096. At most four batches of decoded pictures are
    /// in memory at a time, whatever the size of the collection.
    /// </summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Whether to read, decode and describe everything below the given paths anew, also what has not changed: for storage that is not to be
    /// trusted,
    /// after a mended decoder, or where nothing but the content can tell that a file was replaced.
    /// </summary>
    public bool Again { get; init; }

    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    internal void Check()
    {
        if (Readers < 1) throw new WrongSettingsException($"Indexing with {Readers} readers was asked for; it takes at least 1.");
        if (BatchSize is < 1 or > 4096) throw new WrongSettingsException($"Indexing in batches of {BatchSize} was asked for; use 1 to 4096.");
    }
}
