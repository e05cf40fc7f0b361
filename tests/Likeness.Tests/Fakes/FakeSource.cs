using Likeness.Indexing;

namespace Likeness.Tests.Fakes;

/// <summary>
/// Takes every file named *.pic for a picture; its pixels are made from the bytes of its content. Content that begins with "bad" is no
/// picture. It counts what it opens and decodes, and can be made to fail or to wait.
/// </summary>
internal sealed class FakeSource : IPictureSource
{
    private int opened, decoded, readers;

    public string ReaderVersion { get; set; } = "1";

    public int Opened => opened;

    public int Decoded => decoded;

    public int Readers => readers;

    /// <summary>Called with the path before a file is opened.</summary>
    public Action<string> BeforeOpen { get; set; } = _ => { };

    /// <summary>What the scan says of a file's last change; by default the time of writing.</summary>
    public Func<FileInfo, DateTime?> Changed { get; set; } = file => file.LastWriteTimeUtc;

    /// <summary>Whether a file is said to have been reached by a link.</summary>
    public Func<string, bool> IsLinked { get; set; } = _ => false;

    public List<SkippedPicture> Unreadable { get; } = [];

    public void Reset() => (opened, decoded) = (0, 0);

    public ScanResult Scan(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        var files = new List<PictureFile>();
        foreach (var path in paths)
        {
            if (File.Exists(path)) files.Add(Describe(Path.GetDirectoryName(path)!, path));
            else if (!Directory.Exists(path)) throw new UnusableInputException($"no such folder: {path}");
            else files.AddRange(Directory.EnumerateFiles(path, "*.pic", SearchOption.AllDirectories).Where(IsReadable).Select(file => Describe(path, file)));
        }
        return new ScanResult(files, [.. Unreadable])
        {
            Roots = [.. paths.Select(path => new ScanRoot(path, File.Exists(path)))],
            EmptyFolders = [.. paths.SelectMany(FoldersIn).Where(folder => !Directory.EnumerateFileSystemEntries(folder).Any())],
        };
    }

    public IPictureReader CreateReader()
    {
        Interlocked.Increment(ref readers);
        return new Reader(this);
    }

    private static IEnumerable<string> FoldersIn(string path) =>
        Directory.Exists(path) ? Directory.EnumerateDirectories(path, "*", SearchOption.AllDirectories).Prepend(path) : [];

    private bool IsReadable(string file) => !Unreadable.Exists(skipped => file.StartsWith(skipped.Path, StringComparison.Ordinal));

    private PictureFile Describe(string root, string file)
    {
        var info = new FileInfo(file);
        return new PictureFile(root, Path.GetRelativePath(root, file), file, info.Length, info.LastWriteTimeUtc) { Changed = Changed(info), IsLinked = IsLinked(file) };
    }

    private sealed class Reader(FakeSource source) : IPictureReader
    {
        private byte[] content = [];

        public ContentHash Open(string path)
        {
            source.BeforeOpen(path);
            content = File.ReadAllBytes(path);
            Interlocked.Increment(ref source.opened);
            return ContentHash.Of(content);
        }

        public ContentHash Open(ReadOnlyMemory<byte> file)
        {
            content = file.ToArray();
            return ContentHash.Of(content);
        }

        public void Decode(int height, int width, Span<byte> destination)
        {
            if (content.AsSpan().StartsWith("bad"u8)) throw new UnusableInputException("it is bad");
            if (content.AsSpan().StartsWith("large"u8)) throw new UnusableInputException("there is no memory") { MayPass = true };
            Interlocked.Increment(ref source.decoded);
            var hash = ContentHash.Of(content).ToBytes();
            for (var i = 0; i < height * width * 3; i++) destination[i] = hash[i % hash.Length];
        }

        public void Dispose() => content = [];
    }
}
