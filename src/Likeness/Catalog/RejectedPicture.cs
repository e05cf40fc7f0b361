namespace Likeness.Catalog;

/// <summary>
/// A file whose content is no usable picture. It is remembered so that it is listed at every run without being read at every run;
/// it is tried again when the file changes, or when the reader does (a codec may have been installed since).
/// </summary>
/// <param name="Key">Where it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">When the file was last written, UTC.</param>
/// <param name="Reader">The version of the reader that refused it.</param>
/// <param name="Reason">One line for a person.</param>
public sealed record RejectedPicture(PictureKey Key, long Size, DateTime Modified, string Reader, string Reason)
{
    /// <summary>As <see cref="CatalogPicture.Changed"/>.</summary>
    public DateTime? Changed { get; init; }

    /// <summary>Whether a file shows by what the system says of it that it is still the one that was refused.</summary>
    internal bool IsStill(PictureFile file) => FileStamp.IsSame(file, Size, Modified, Changed);
}
