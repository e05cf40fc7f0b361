using Likeness.Labels;

namespace Likeness.Evaluation;

/// <summary>How a library's retrieval is measured.</summary>
public sealed record RetrievalSettings
{
    /// <summary>The descriptors to measure; none for all that the library has vectors of.</summary>
    public IReadOnlyList<string> Descriptors { get; init; } = [];

    /// <summary><see cref="PictureLabels.Folders"/>, or the path of a label file.</summary>
    public string Labels { get; init; } = PictureLabels.Folders;

    /// <summary>One of <see cref="RetrievalProtocol.Names"/>.</summary>
    public string Protocol { get; init; } = RetrievalProtocol.LeaveOneOut;

    /// <summary>
    /// Descriptors that are also measured together, as a search by all of them ranks, with what each counts for; only the proportions of
    /// the weights matter. None by default.
    /// </summary>
    public IReadOnlyList<DescriptorShare> Together { get; init; } = [];

    /// <summary>Whether to draw the queries that each descriptor served worst.</summary>
    public bool Draw { get; init; } = true;

    /// <summary>The most pictures that are queries, at least 1; where more could be, so many are drawn by <see cref="Seed"/>, the same for every descriptor.</summary>
    public int MostQueries { get; init; } = 10_000;

    /// <summary>Of the sample of queries; 0 or more.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Threads to compute with; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <exception cref="WrongSettingsException">A setting is out of its range.</exception>
    internal void Check()
    {
        if (!RetrievalProtocol.Names.Contains(Protocol)) throw new WrongSettingsException($"protocol is '{Protocol}'; it has to be one of {string.Join(", ", RetrievalProtocol.Names)}.");
        DescriptorShare.Check(Together);
        if (MostQueries < 1) throw new WrongSettingsException($"queries is {MostQueries}; it has to be 1 or more.");
        if (Seed < 0) throw new WrongSettingsException($"seed is {Seed}; it has to be 0 or more.");
        if (Threads is < 0 or > 1024) throw new WrongSettingsException($"threads is {Threads}; it has to be 1 to 1024, or 0 for one per processor.");
    }
}
