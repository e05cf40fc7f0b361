using Likeness.Descriptors;
using Likeness.Descriptors.Processing;

namespace Likeness;

/// <summary>What an index run is asked for.</summary>
public sealed record IndexRequest
{
    /// <summary>The names of the descriptors to bring up to date; none, as by default, for all whose needs the library meets: before a training those are the colors.</summary>
    public IReadOnlyList<string> Descriptors { get; init; } = [];

    /// <summary>What is to be made of their vectors from now on; null leaves that as it was.</summary>
    public PostProcessing? PostProcessing { get; init; }

    /// <summary>Threads to read and to compute with; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>See <see cref="IndexSettings.Again"/>.</summary>
    public bool Again { get; init; }

    /// <summary>Called once everything that can be checked has been, before anything is written: the place to write what a descriptor needs.</summary>
    public Action? BeforeWriting { get; init; }

    /// <summary>Descriptors that are opened already, for names that the library cannot open yet. They are disposed at the end of the run, whether or not it could begin.</summary>
    public IReadOnlyList<IDescriptor> Opened { get; init; } = [];
}

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
