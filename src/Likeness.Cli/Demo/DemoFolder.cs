namespace Likeness.Cli.Demo;

/// <summary>Makes the demo's folder ready. A folder that the demo did not make is refused, never emptied.</summary>
internal static class DemoFolder
{
    private const string Marker = "made-by-likeness-demo.txt";

    /// <summary>Leaves an empty folder, taking away what an earlier demo left in it.</summary>
    /// <exception cref="UnusableInputException">The folder holds something else, or cannot be written.</exception>
    public static void Prepare(string folder)
    {
        try
        {
            if (File.Exists(folder))
                throw new UnusableInputException($"{folder} is a file; the demo needs a folder: choose another with --folder");
            var marker = Path.Combine(folder, Marker);
            if (File.Exists(marker))
            {
                foreach (var part in (ReadOnlySpan<string>)["pictures", "queries", "library"])
                    if (Directory.Exists(Path.Combine(folder, part)))
                        Directory.Delete(Path.Combine(folder, part), recursive: true);
            }
            else if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new UnusableInputException($"{folder} is not empty and was not made by the demo; choose another folder with --folder");
            }

            Directory.CreateDirectory(folder);
            File.WriteAllText(marker, "Everything in pictures, queries and library beside this file was made by 'likeness demo', and the next demo replaces it.\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"cannot write to {folder}: {exception.Message}; choose another folder with --folder", exception);
        }
    }
}
