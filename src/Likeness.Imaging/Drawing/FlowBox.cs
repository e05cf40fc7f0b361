namespace Likeness.Imaging.Drawing;

/// <summary>A step of a <see cref="FlowDiagram"/>.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">What kind of step it is.</param>
public sealed record FlowBox(string Name, string Kind)
{
    /// <summary>The second line: what it does to what comes in; null for a small box with one line.</summary>
    public string? Detail { get; init; }

    /// <summary>At the right of the second line; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Of its edge and its kind.</summary>
    public Rgb Colour { get; init; } = new(110, 118, 129);
}
