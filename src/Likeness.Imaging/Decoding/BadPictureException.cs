namespace Likeness.Imaging.Decoding;

/// <summary>Why a file cannot be used, in one line and without its path. It never leaves the project: see <see cref="PictureReader"/>.</summary>
internal sealed class BadPictureException(string reason, Exception? cause = null) : Exception(reason, cause)
{
    /// <summary>The machine is at fault, not the file: no memory, too many open files.</summary>
    public bool MayPass { get; init; }

    /// <summary>There was not enough memory for a picture.</summary>
    public static BadPictureException NoMemory(Exception? cause = null) =>
        new("there is not enough memory to decode it; close other programs, read with fewer threads, or give smaller pictures", cause) { MayPass = true };

    /// <summary>Whether a native library's words say that it could not get memory, rather than that a file asks for too much.</summary>
    public static bool TellsOfMemory(string words) =>
        words.Contains("nsufficient memory", StringComparison.Ordinal) || words.Contains("ut of memory", StringComparison.Ordinal)
        || words.Contains("annot allocate memory", StringComparison.Ordinal) || words.Contains("nable to allocate", StringComparison.Ordinal);

    /// <summary>The same for callers outside.</summary>
    /// <param name="before">What the message begins with.</param>
    public UnusableInputException ForCallers(string before = "") => new(before + Message, this) { MayPass = MayPass };
}
