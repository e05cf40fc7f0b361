namespace Likeness;

/// <summary>
/// What an index run did. The pictures of the library after it are those before, plus <see cref="Added"/>, minus <see cref="Removed"/>.
/// </summary>
/// <param name="Added">Pictures at new paths.</param>
/// <param name="Updated">Pictures whose content changed.</param>
/// <param name="Moved">Pictures at a new path whose content was at a path that is gone.</param>
/// <param name="Removed">Pictures that are gone from below the paths that were indexed, or are no usable pictures any more.</param>
/// <param name="Unchanged">Pictures with the content that the catalog knows, described anew or not.</param>
/// <param name="Skipped">Files and folders that could not be used, with reasons; bad ones are listed at every run, though read once.</param>
/// <param name="Seconds">How long the run took.</param>
/// <param name="PicturesPerSecond">Pictures found, by seconds.</param>
/// <param name="Described">Contents that were given a vector, by all descriptors that lacked one.</param>
/// <param name="Replaced">Descriptors whose vectors were of another fingerprint: all were made anew.</param>
public sealed record IndexReport(
    int Added, int Updated, int Moved, int Removed, int Unchanged, IReadOnlyList<SkippedPicture> Skipped,
    double Seconds, double PicturesPerSecond, int Described, IReadOnlyList<string> Replaced)
{
    /// <summary>Files that were opened: new ones, those that may have changed, and those whose content had to be described.</summary>
    public int Read { get; init; }

    /// <summary>
    /// What the library keeps although it was not found, because nothing at all was: see <see cref="KeptFolder"/>. Counted as unchanged.
    /// </summary>
    public IReadOnlyList<KeptFolder> Kept { get; init; } = [];

    /// <summary>What was passed over without a look whether it is a picture.</summary>
    public LeftOut LeftOut { get; init; } = LeftOut.Nothing;
}

/// <summary>
/// A folder that holds nothing at all now, and held pictures. It is where a drive is mounted at other times, or everything in it was
/// deleted: a run
/// cannot know, and forgets nothing. <see cref="ImageLibrary.ForgetAsync"/> does.
/// </summary>
/// <param name="Path">Its full path.</param>
/// <param name="Pictures">How many pictures the library keeps of it.</param>
public sealed record KeptFolder(string Path, int Pictures);
