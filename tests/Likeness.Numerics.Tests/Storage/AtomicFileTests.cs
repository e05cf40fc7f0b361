using Likeness.Storage;

namespace Likeness.Numerics.Tests.Storage;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("likeness-tests-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_is_created_and_replaced()
    {
        var path = Path.Combine(folder, "x.bin");
        AtomicFile.Write(path, [1, 2, 3]);
        AtomicFile.Write(path, stream => stream.WriteByte(9));
        Assert.Equal([9], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_nothing_else()
    {
        var path = Path.Combine(folder, "x.bin");
        AtomicFile.Write(path, [1, 2, 3]);
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(7);
            throw new InvalidOperationException("half-way");
        }));
        var message = Assert.Throws<UnusableInputException>(() => AtomicFile.Write(path, _ => throw new IOException("No space left on device"))).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains("No space left on device", message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_missing_folder_is_refused_with_the_path_and_without_the_temporary_name()
    {
        var path = Path.Combine(folder, "missing", "x.bin");
        var message = Assert.Throws<UnusableInputException>(() => AtomicFile.Write(path, [1])).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_full_disk_is_refused_and_the_old_file_stays()
    {
        // Writing to this device fails as a full disk does.
        if (!File.Exists("/dev/full"))
            return;
        var path = Path.Combine(folder, "x.bin");
        AtomicFile.Write(path, [1]);
        Assert.Throws<UnusableInputException>(() => AtomicFile.Write(path, _ =>
        {
            using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            full.Write(new byte[4096]);
        }));
        Assert.Equal([1], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }
}
