using Likeness.Descriptors.Processing;
using Likeness.Imaging.Scanning;

namespace Likeness.Cli.Operations;

/// <summary>What <c>index</c> was told beside library and pictures.</summary>
/// <param name="Threads">Threads to compute with.</param>
internal sealed record IndexArguments(int Threads)
{
    /// <summary>By which descriptors; none for those that the library has.</summary>
    public IReadOnlyList<string> Descriptors { get; init; } = [];

    /// <summary>What to make of their vectors; null leaves it as it was.</summary>
    public PostProcessing? PostProcessing { get; init; }

    /// <summary>Whether to read and describe everything anew.</summary>
    public bool Again { get; init; }

    /// <summary>What to leave out of the folders, or to look at in them, other than usual.</summary>
    public ScanRules Rules { get; init; } = new();

    /// <summary>The file of a pretrained network; null for the one that the library knows.</summary>
    public string? Network { get; init; }

    /// <summary>Which of its outputs; null for the one that can be told.</summary>
    public string? Output { get; init; }

    /// <summary>What it expects of pictures: a name or a file; null for the usual.</summary>
    public string? Preprocessing { get; init; }
}
