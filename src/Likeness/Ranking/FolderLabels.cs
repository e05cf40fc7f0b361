namespace Likeness.Ranking;

/// <summary>Folders as labels: many collections are sorted into one folder for each kind.</summary>
public static class FolderLabels
{
    /// <summary>
    /// The label of each path: the name of the folder that it lies in. All are null where every picture lies in the same folder, which
    /// then says nothing.
    /// </summary>
    /// <param name="paths">Full paths.</param>
    public static IReadOnlyList<string?> Of(IReadOnlyList<string> paths)
    {
        var folders = new string[paths.Count];
        for (var i = 0; i < folders.Length; i++) folders[i] = Path.GetDirectoryName(paths[i]) ?? "";
        var labels = new string?[paths.Count];
        if (!Array.Exists(folders, folder => folder != folders[0])) return labels;
        for (var i = 0; i < labels.Length; i++) labels[i] = Path.GetFileName(folders[i]);
        return labels;
    }
}
