namespace Likeness.Imaging.Scanning;

/// <summary>
/// Folders in which only machines write: thumbnails that a network drive keeps beside the pictures, recycle bins, what an archive of macOS
/// brings
/// along, and the drawings of libraries. Their pictures are none that anybody took, or ones that were thrown away.
/// </summary>
internal static class MachineFolders
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "@eaDir", "#recycle", "#snapshot", // Synology
        "@Recycle", "@Recently-Snapshot", ".@__thumb", // QNAP
        "$RECYCLE.BIN", "RECYCLER", "System Volume Information", // Windows
        "__MACOSX", ".Spotlight-V100", ".fseventsd", // macOS
        "lost+found",
    };

    private static readonly HashSet<string> OfLibrary = new(StringComparer.Ordinal) { "catalog.db", "model.safetensors" };

    private static readonly HashSet<string> DrawnByLibrary = new(StringComparer.Ordinal) { "reports", "training" };

    /// <summary>Whether a folder of this name is one.</summary>
    public static bool Match(string name) => Names.Contains(name) || name.StartsWith(".Trash", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a file of this name says that the folder it is in is a library, which draws charts and montages into folders of its own.
    /// </summary>
    public static bool MarksLibrary(string name) => OfLibrary.Contains(name);

    /// <summary>Whether a library draws into its folder of this name.</summary>
    public static bool IsDrawnByLibrary(string name) => DrawnByLibrary.Contains(name);
}
