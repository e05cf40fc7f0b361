using Likeness.Descriptors;
using Likeness.Descriptors.Processing;

namespace Likeness.Indexing;

/// <summary>What an index run is asked for.</summary>
public sealed record IndexRequest
{
    /// <summary>The names of the descriptors to bring up to date; none for all that the library has, and at first for its model's codes and the colours.</summary>
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
