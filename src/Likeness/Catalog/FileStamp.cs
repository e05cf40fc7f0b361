namespace Likeness.Catalog;

/// <summary>What the system says of a file without opening it, and what it is worth.</summary>
internal static class FileStamp
{
    /// <summary>
    /// Whether a file is, without a doubt, the one that was seen with this size and these times. Size and time of writing alone do not
    /// say so: copying, restoring and editing tools set the old time on new content.
    /// </summary>
    public static bool IsSame(PictureFile file, long size, DateTime modified, DateTime? changed) =>
        changed is not null && changed == file.Changed && size == file.Size && modified == file.ModifiedUtc;
}
