namespace Likeness.Imaging.Drawing;

/// <summary>A row of a <see cref="Montage"/>.</summary>
/// <param name="Tiles">From left to right, at least one.</param>
public sealed record MontageRow(IReadOnlyList<MontageTile> Tiles)
{
    /// <summary>A line above the row; null for none.</summary>
    public string? Heading { get; init; }
}
