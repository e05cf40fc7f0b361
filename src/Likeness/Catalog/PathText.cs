namespace Likeness.Catalog;

/// <summary>Arithmetic on paths as text; it never looks at the disk.</summary>
internal static class PathText
{
    private static StringComparison Comparison => OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Absolute, without a separator at its end.</summary>
    public static string Normalize(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>What leads from a folder to a folder inside it, with <c>/</c> after each part; empty if they are the same, null if it is not inside.</summary>
    public static string? Below(string folder, string path)
    {
        if (string.Equals(folder, path, Comparison)) return "";
        var start = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return path.StartsWith(start, Comparison) ? path[start.Length..].Replace(Path.DirectorySeparatorChar, '/') + "/" : null;
    }

    /// <summary>A path below a root, as this system writes it.</summary>
    public static string Join(string root, string relative) => Path.Join(root, relative.Replace('/', Path.DirectorySeparatorChar));
}
