using System.Text;
using CsvHelper;

namespace Likeness.Labels;

/// <summary>
/// Labels in a file of comma-separated values, one picture a line: the first line is <c>path,label</c>, or the same with a semicolon or a tab, which then separate everywhere; paths
/// are absolute, or start from the file's own folder. Fields may stand in quotation marks, a quotation mark within them doubled (RFC 4180); the text is UTF-8.
/// </summary>
public static class LabelFile
{
    private const long MostBytes = 1 << 28;
    private const int Named = 3;

    private static readonly CsvReaderOptions Format = new()
    {
        HasHeader = false, TrimWhitespace = true, TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw,
    };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the labels of pictures.</summary>
    /// <param name="file">The file.</param>
    /// <param name="paths">The full paths of the pictures.</param>
    /// <param name="others">Full paths that may have a line without being among the pictures.</param>
    /// <returns>A label for each path.</returns>
    /// <exception cref="UnusableInputException">
    /// The file cannot be read, a line is not as it should be, a path is doubled or unknown, a label is empty, a picture has none, or all have the same.
    /// </exception>
    public static IReadOnlyList<string> Read(string file, IReadOnlyList<string> paths, IEnumerable<string> others)
    {
        var full = Path.GetFullPath(file);
        var labels = ReadLines(full);
        var known = paths.Concat(others).ToHashSet(StringComparer.Ordinal);
        RequireNone([.. labels.Keys.Where(path => !known.Contains(path))], full, "names pictures that are not there", "Correct their paths, or name the folders that they are in.");
        RequireNone([.. paths.Where(path => !labels.ContainsKey(path))], full, "lacks pictures", "Add a line for each of them.");
        string[] found = [.. paths.Select(path => labels[path])];
        PictureLabels.RequireSeveral(found, $"'{full}'");
        return found;
    }

    private static Dictionary<string, string> ReadLines(string file)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var folder = Path.GetDirectoryName(file) ?? "";
        try
        {
            if (!File.Exists(file)) throw new UnusableInputException($"There is no label file '{file}'. Give '{PictureLabels.Folders}', or a file whose lines are: path,label.");
            if (new FileInfo(file).Length > MostBytes) throw new UnusableInputException($"The label file '{file}' has {new FileInfo(file).Length:N0} bytes; at most {MostBytes:N0} are read.");
            using var lines = CsvReader.FromFile(file, Format, FileOptions.SequentialScan);
            if (!lines.Read() || Fields(lines, file) is not ["path", "label"])
                throw new UnusableInputException($"The label file '{file}' does not begin with the line: path,label. Begin it so, with the separator of the lines below, and give a picture on each of them.");
            while (lines.Read()) Add(labels, folder, Fields(lines, file), $"Line {lines.LineNumber} of the label file '{file}'");
        }
        catch (CsvFormatException bad)
        {
            throw new UnusableInputException($"Line {bad.LineNumber} of the label file '{file}' has quotation marks that do not fit together. Put a field with commas or quotation marks in them, and double those within it.", bad);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The label file '{file}' cannot be read: {failure.Message} Give one that can.", failure);
        }

        return labels;
    }

    private static string[] Fields(CsvReader line, string file)
    {
        var fields = new string[line.FieldCount];
        try
        {
            for (var i = 0; i < fields.Length; i++) fields[i] = Utf8.GetString(line.GetSpan(i));
            return fields;
        }
        catch (DecoderFallbackException bad)
        {
            throw new UnusableInputException($"Line {line.LineNumber} of the label file '{file}' is not UTF-8 (its field {Array.IndexOf(fields, null) + 1}). Save the file as UTF-8.", bad);
        }
    }

    private static void Add(Dictionary<string, string> labels, string folder, string[] fields, string where)
    {
        if (fields.Length != 2) throw new UnusableInputException($"{where} has {fields.Length} fields; it has to have 2, a path and a label. Put a field with commas in quotation marks.");
        if (fields[0].Length == 0) throw new UnusableInputException($"{where} has no path. Give one, or remove the line.");
        if (fields[1].Length == 0) throw new UnusableInputException($"{where} has no label for '{fields[0]}'. Give one, or remove the line and the picture.");
        var path = Path.GetFullPath(fields[0], folder);
        if (!labels.TryAdd(path, fields[1])) throw new UnusableInputException($"{where} names '{fields[0]}', which has a label already ('{labels[path]}'). A picture has one label; remove the others.");
    }

    private static void RequireNone(string[] paths, string file, string what, string advice)
    {
        if (paths.Length == 0) return;
        var some = string.Join(", ", paths.Take(Named).Select(path => $"'{path}'"));
        throw new UnusableInputException($"The label file '{file}' {what} ({paths.Length}): {some}{(paths.Length > Named ? ", …" : "")}. {advice}");
    }
}
