using System.Text.Json.Serialization;

namespace Likeness.Evaluation;

/// <summary>How well a library's descriptors find pictures of the same label.</summary>
/// <param name="Protocol">Who was searched for whom: one of <see cref="RetrievalProtocol"/>.</param>
/// <param name="Pictures">Pictures that took part.</param>
/// <param name="Labels">Different labels among them.</param>
/// <param name="Rankings">One for each descriptor, and one for those that were asked for together.</param>
public sealed record RetrievalReport(string Protocol, int Pictures, int Labels, IReadOnlyList<DescriptorRanking> Rankings)
{
    /// <summary>Pictures that were queries.</summary>
    public int Queries { get; init; }

    /// <summary>Pictures that could have been: more than were, where a sample of them was drawn (<see cref="RetrievalSettings.MostQueries"/>).</summary>
    public int Eligible { get; init; }

    /// <summary>Pictures that were not, because nothing of their label was there to be found.</summary>
    public int LeftOut { get; init; }

    /// <summary>Pictures that took no part because a descriptor has not described them yet.</summary>
    public int WithoutVector { get; init; }

    /// <summary>Why the worst queries could not be drawn, in a line; null where they were, or were not to be.</summary>
    [JsonIgnore]
    public string? DrawingFailure { get; init; }
}
