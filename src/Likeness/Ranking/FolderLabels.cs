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
        var names = new Dictionary<string, string>(StringComparer.Ordinal); // one text for all pictures of a folder
        for (var i = 0; i < labels.Length; i++)
        {
            if (!names.TryGetValue(folders[i], out labels[i])) names.Add(folders[i], labels[i] = Path.GetFileName(folders[i]));
        }

        return labels;
    }
}
