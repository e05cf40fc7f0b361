namespace Likeness.Imaging.Scanning;

/// <summary>
/// What a scan passed over, counted: a collection must not seem complete only because nothing was said of what is not in it.
/// </summary>
/// <param name="Extensions">
/// Files that were not taken for pictures, by extension in lower case with its dot, empty for names without one; most first.
/// </param>
/// <param name="Hidden">
/// Files and folders whose names begin with a dot. Those of macOS (<c>._*</c>), which are beside every file on some drives, are not
/// counted.
/// </param>
/// <param name="MachineFolders">Folders in which only machines write, by name.</param>
/// <param name="Excluded">Files and folders that a pattern excluded.</param>
public sealed record LeftOut(
    IReadOnlyDictionary<string, int> Extensions, int Hidden, IReadOnlyDictionary<string, int> MachineFolders, int Excluded)
{
    /// <summary>Nothing.</summary>
    public static LeftOut Nothing { get; } = new(new Dictionary<string, int>(), 0, new Dictionary<string, int>(), 0);

    private const int MostNamed = 8;

    /// <summary>Whether nothing was.</summary>
    public bool IsNothing => Extensions.Count == 0 && Hidden == 0 && MachineFolders.Count == 0 && Excluded == 0;

    /// <summary>
    /// In one line, such as <c>12 .mov, 2 without extension; 4 hidden; 2 folders that machines write (@eaDir)</c>; empty where there is
    /// nothing.
    /// </summary>
    public string InWords()
    {
        var parts = new List<string>();
        if (Extensions.Count > 0) parts.Add(string.Join(", ", Extensions.Take(MostNamed).Select(Files)) + OfOthers);
        if (Hidden > 0) parts.Add($"{Hidden} hidden");
        if (MachineFolders.Count > 0)
            parts.Add(
                $"{MachineFolders.Values.Sum()} folders that machines write ({string.Join(", ", MachineFolders.Keys.Take(MostNamed))})");
        if (Excluded > 0) parts.Add($"{Excluded} excluded");
        return string.Join("; ", parts);
    }

    private string OfOthers => Extensions.Count <= MostNamed
        ? "" : $", {Extensions.Skip(MostNamed).Sum(extension => extension.Value)} of {Extensions.Count - MostNamed} other kinds";

    private static string Files(KeyValuePair<string, int> extension) => extension.Key.Length == 0
        ? $"{extension.Value} without extension" : $"{extension.Value} {Printable.Line(extension.Key)}";
}

/// <summary>Counts it.</summary>
internal sealed class LeftOutCounter
{
    private readonly Dictionary<string, int> extensions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> machineFolders = new(StringComparer.Ordinal);
    private int hidden, excluded;

    public void AddFile(string name) => Add(extensions, Path.GetExtension(name).ToLowerInvariant());

    public void AddMachineFolder(string name) => Add(machineFolders, name);

    public void AddHidden() => hidden++;

    public void AddExcluded() => excluded++;

    public LeftOut Total() => new(MostFirst(extensions), hidden, MostFirst(machineFolders), excluded);

    private static void Add(Dictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static OrderedDictionary<string, int> MostFirst(Dictionary<string, int> counts) =>
        new(counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal));
}
