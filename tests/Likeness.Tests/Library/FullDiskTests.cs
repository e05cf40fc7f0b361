using System.Text;
using Likeness.Testing;
using Likeness.Testing.Descriptors;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Library;

public sealed class FullDiskTests
{
    [SmallDiskFact]
    public async Task A_disk_that_fills_up_is_told_and_the_run_continues_when_there_is_room()
    {
        using var pictures = new TemporaryFolder();
        using var disk = new SmallDisk(megabytes: 4);
        for (var i = 0; i < 600; i++) pictures.Write($"{i}.pic", Encoding.UTF8.GetBytes($"content {i}"));
        using var descriptor = new FakeDescriptor(side: 40, dimensions: 1000); // 2.4 MB of vectors, and as much again in the log
        var given = new GivenDescriptor(descriptor);
        var library = ImageLibrary.Create(disk.Path, GivenDescriptor.Options(new FakeSource(), given));
        var ballast = Path.Join(disk.Path, "ballast");
        File.WriteAllBytes(ballast, new byte[3 << 20]);

        var full = await Assert.ThrowsAsync<UnusableInputException>(() => library.IndexAsync([pictures.Path], [descriptor]));
        Assert.Contains("space left", full.Message, StringComparison.Ordinal);
        File.Delete(ballast);
        var kept = (int)(await library.InfoAsync()).Pictures;
        Assert.InRange(kept, 0, 599);

        await library.DisposeAsync();
        using var larger = new SmallDisk(megabytes: 32);
        foreach (var file in Directory.GetFiles(disk.Path)) File.Copy(file, Path.Join(larger.Path, Path.GetFileName(file)));
        await using var moved = ImageLibrary.Create(larger.Path, GivenDescriptor.Options(new FakeSource(), given));
        var report = await moved.IndexAsync([pictures.Path], [descriptor]);
        Assert.Equal((600 - kept, kept), (report.Added, report.Unchanged));
        Assert.Equal(600, (await moved.SearchAsync(pictures["0.pic"], new SearchRequest { K = 1000, IncludeSelf = true })).Hits.Count);
    }
}
