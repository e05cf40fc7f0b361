using Likeness.Ranking;

namespace Likeness.Labels;

/// <summary>What is on the pictures, as people say: one label for each path.</summary>
public static class PictureLabels
{
    /// <summary>The word that asks for the names of folders as labels.</summary>
    public const string Folders = "folders";

    /// <summary>The labels of pictures by <see cref="OfFolders"/> or by a file.</summary>
    /// <param name="labels"><see cref="Folders"/>, or the path of a file; see <see cref="LabelFile"/>.</param>
    /// <param name="paths">The full paths of the pictures.</param>
    /// <param name="others">Full paths that a label file may also name, such as those of pictures that could not be read.</param>
    /// <inheritdoc cref="LabelFile.Read"/>
    public static IReadOnlyList<string> Of(string labels, IReadOnlyList<string> paths, IEnumerable<string> others) =>
        string.Equals(labels, Folders, StringComparison.Ordinal) ? OfFolders(paths) : LabelFile.Read(labels, paths, others);

    /// <summary>The name of the folder that each picture lies in.</summary>
    /// <exception cref="UnusableInputException">All lie in the same folder, which tells nothing apart.</exception>
    public static IReadOnlyList<string> OfFolders(IReadOnlyList<string> paths)
    {
        var labels = FolderLabels.Of(paths);
        if (labels.Count == 0 || labels[0] is null)
        {
            throw new UnusableInputException(
                $"Folders are to label the pictures, but all {paths.Count} lie in one{(paths.Count > 0 ? $" ('{Path.GetDirectoryName(paths[0])}')" : "")}. Name a folder that has one folder for each kind, or give a label file.");
        }

        string[] known = [.. labels.Select(label => label!)];
        RequireSeveral(known, "the folders");
        return known;
    }

    /// <summary>Refuses labels that are all the same.</summary>
    internal static void RequireSeveral(IReadOnlyList<string> labels, string source)
    {
        if (labels.Count > 0 && labels.All(label => label == labels[0]))
            throw new UnusableInputException($"All {labels.Count} pictures have the label '{labels[0]}' by {source}; labels have to tell pictures apart. Give pictures of at least two kinds.");
    }
}
