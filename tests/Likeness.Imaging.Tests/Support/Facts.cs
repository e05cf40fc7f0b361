namespace Likeness.Imaging.Tests.Support;

/// <summary>Runs on Linux only.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "skipped: this is about Linux";
}

/// <summary>Needs the real pictures.</summary>
public sealed class DatasetFactAttribute : FactAttribute
{
    public DatasetFactAttribute(string name)
    {
        var folder = Datasets.Folder(name);
        Skip = Directory.Exists(folder) ? null : $"skipped: no data set at {folder}";
    }
}

/// <summary>Where the real pictures are.</summary>
public static class Datasets
{
    public static string Folder(string name)
    {
        var given = Environment.GetEnvironmentVariable("LIKENESS_DATASETS");
        if (!string.IsNullOrEmpty(given))
            return Path.Combine(given, name);
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Likeness.slnx")))
            folder = folder.Parent;
        return Path.GetFullPath(Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "..", "shared", "datasets", name));
    }
}
