namespace Likeness.Cli.Tests;

/// <summary>A folder that goes away with the test. Its name has a blank and an umlaut, because people's folders do.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Directory.CreateDirectory(FullPath);

    public string FullPath { get; } = Path.Combine(Path.GetTempPath(), $"likeness tést {Guid.NewGuid():N}");

    public string this[string name] => Path.Combine(FullPath, name);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
