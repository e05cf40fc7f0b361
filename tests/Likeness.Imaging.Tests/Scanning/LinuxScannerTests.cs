using Likeness.Imaging.Decoding;
using Likeness.Imaging.Scanning;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Scanning;

/// <summary>Through libc where that is there; elsewhere, through what takes its place.</summary>
public sealed class LinuxScannerTests : PictureScannerConformance
{
    private protected override IFileSystem Files => FileSystem.Current;

    [LinuxFact]
    public void Names_that_are_not_UTF8_are_found_and_can_be_read()
    {
        var jpeg = TestPictures.Jpeg(TestPictures.Solid(8, 8, 10, 20, 30));
        LinuxBytes.WriteFile(Folder.Path, [(byte)'a', 0xFF, 0xC3, .. ".jpg"u8], jpeg);
        LinuxBytes.MakeFolder(Folder.Path, [0xE9, (byte)'t', 0xE9]);
        try
        {
            using var reader = new PictureReader();
            var before = Scan();
            var file = Assert.Single(before.Files);
            Assert.Equal(@"a\xFF\xC3.jpg", file.RelativePath);
            Assert.Equal(jpeg.Length, file.Size);
            Assert.Equal(8, reader.ReadWhole(file.FullPath).Width);
            Assert.Equal(ContentHash.Of(jpeg), ContentHash.OfFile(file.FullPath));
            Assert.Empty(before.Skipped);
        }
        finally
        {
            RemoveBytes();
        }
    }

    [LinuxFact]
    public void A_name_that_looks_like_an_escape_is_found_and_can_be_read()
    {
        Folder.Write(TestPictures.Jpeg(TestPictures.Solid(8, 8, 10, 20, 30)), @"like an escape \xFF.jpg");
        using var reader = new PictureReader();
        Assert.Equal(8, reader.ReadWhole(Assert.Single(Scan().Files).FullPath).Width);
    }

    [LinuxFact]
    public void Another_content_of_the_same_size_and_time_has_another_time_of_change()
    {
        var clock = new StoppedClock(TimeProvider.System.GetUtcNow().UtcDateTime.AddYears(1));
        var path = Folder.Write([1, 2, 3], "a.jpg");
        var time = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, time);
        var before = Assert.Single(Scan([Folder.Path], time: clock).Files);
        PictureFile after;
        do // until the file system's clock has moved
        {
            Folder.Write([3, 2, 1], "a.jpg");
            File.SetLastWriteTimeUtc(path, time);
            after = Assert.Single(Scan([Folder.Path], time: clock).Files);
        }
        while (after.Changed == before.Changed);
        Assert.Equal((before.Size, before.ModifiedUtc), (after.Size, after.ModifiedUtc));
        Assert.True(after.Changed > before.Changed);
    }

    [LinuxFact]
    public void A_pipe_with_a_pictures_name_is_skipped_and_not_waited_for()
    {
        Folder.Write(Content, "good.jpg");
        LinuxBytes.MakePipe(Folder.File("pipe.jpg"));
        var skipped = Assert.Single(Scan().Skipped);
        Assert.Contains("pipe", skipped.Reason, StringComparison.Ordinal);
        using var reader = new PictureReader();
        Assert.Throws<UnusableInputException>(() => reader.ReadWhole(Folder.File("pipe.jpg")));
    }

    // Directory.Delete cannot remove names that it cannot write.
    private void RemoveBytes()
    {
        using var remove = System.Diagnostics.Process.Start("rm", ["-rf", Folder.Path]);
        remove.WaitForExit();
        Directory.CreateDirectory(Folder.Path);
    }
}
