namespace Likeness.Imaging.Drawing;

/// <summary>A picture in a <see cref="Montage"/>.</summary>
/// <param name="Picture">Any size; scaled to fit its place, keeping its proportions.</param>
public sealed record MontageTile(Pixels Picture)
{
    /// <summary>A line below the picture, cut in its middle where it is too long; null for none.</summary>
    public string? Caption { get; init; }

    /// <summary>A second, paler line below the caption, cut likewise; null for none.</summary>
    public string? Detail { get; init; }

    /// <summary>A frame around the picture in this colour; null for none.</summary>
    public Rgb? Frame { get; init; }
}
