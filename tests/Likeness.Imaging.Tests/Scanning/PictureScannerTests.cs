using Likeness.Imaging.Decoding;
using Likeness.Imaging.Scanning;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Scanning;

public sealed class PictureScannerTests : IDisposable
{
    private static readonly byte[] Content = [1, 2, 3];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pictures_of_all_folders_are_listed_in_ordinal_order_with_size_and_time()
    {
        folder.Write(Content, "b.PNG");
        folder.Write(Content, "a", "z.jpeg");
        folder.Write(Content, "a", "B.webp");
        File.SetLastWriteTimeUtc(folder.File("b.PNG"), new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        var result = Scan();

        Assert.Equal(["a/B.webp", "a/z.jpeg", "b.PNG"], result.Files.Select(f => f.RelativePath));
        Assert.All(result.Files, f => Assert.Equal(3, f.Size));
        Assert.All(result.Files, f => Assert.Equal(folder.Path, f.Root));
        Assert.Equal(folder.File("b.PNG"), result.Files[2].FullPath);
        Assert.Equal(new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc), result.Files[2].ModifiedUtc);
        Assert.Empty(result.Skipped);
    }

    [Fact]
    public void Hidden_files_and_other_extensions_are_left_out_without_a_word()
    {
        folder.Write(Content, "kept.jpg");
        folder.Write(Content, ".hidden.jpg");
        folder.Write(Content, ".thumbnails", "x.jpg");
        folder.Write(Content, "notes.txt");
        folder.Write(Content, "jpg");
        var result = Scan();
        Assert.Equal(["kept.jpg"], result.Files.Select(f => f.RelativePath));
        Assert.Empty(result.Skipped);
    }

    [Theory]
    [InlineData("with spaces in it.jpg")]
    [InlineData("new\nline.jpg")]
    [InlineData("tab\tand quote'\".jpg")]
    [InlineData("emoji 🦊 日本.jpg")]
    [InlineData("percent%20and#hash.jpg")]
    [InlineData(@"back\slash.jpg")]
    [InlineData(@"like an escape \xFF.jpg")]
    public void Odd_names_are_found_and_can_be_read(string name)
    {
        folder.Write(TestPictures.Jpeg(TestPictures.Solid(8, 8, 10, 20, 30)), name);
        var file = Assert.Single(Scan().Files);
        using var reader = new PictureReader();
        Assert.Equal(8, reader.ReadWhole(file.FullPath).Width);
    }

    [LinuxFact]
    public void Names_that_are_not_UTF8_are_found_and_can_be_read()
    {
        var jpeg = TestPictures.Jpeg(TestPictures.Solid(8, 8, 10, 20, 30));
        LinuxBytes.WriteFile(folder.Path, [(byte)'a', 0xFF, 0xC3, .. ".jpg"u8], jpeg);
        LinuxBytes.MakeFolder(folder.Path, [0xE9, (byte)'t', 0xE9]);
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

    [Fact]
    public void Links_are_followed_and_never_loop()
    {
        folder.Write(Content, "real", "one.jpg");
        var elsewhere = folder.Write(Content, ".elsewhere", "two.jpg");
        File.CreateSymbolicLink(folder.File("two-by-link.jpg"), elsewhere);
        Directory.CreateSymbolicLink(folder.File("real", "up"), folder.Path);
        Directory.CreateSymbolicLink(folder.File("again"), folder.File("real"));
        var result = Scan();
        Assert.Equal(["real/one.jpg", "two-by-link.jpg"], result.Files.Select(f => f.RelativePath));
        Assert.Empty(result.Skipped);
    }

    [Fact]
    public void A_folder_outside_is_entered_through_a_link()
    {
        using var outside = new TemporaryFolder();
        outside.Write(Content, "x.gif");
        Directory.CreateSymbolicLink(folder.File("linked"), outside.Path);
        Directory.CreateSymbolicLink(outside.File("back"), folder.Path);
        Assert.Equal(["linked/x.gif"], Scan().Files.Select(f => f.RelativePath));
    }

    [Fact]
    public void Dangling_and_self_referring_links_are_skipped_with_a_reason()
    {
        folder.Write(Content, "good.jpg");
        File.CreateSymbolicLink(folder.File("nowhere.jpg"), folder.File("missing.jpg"));
        File.CreateSymbolicLink(folder.File("self.jpg"), folder.File("self.jpg"));
        var result = Scan();
        Assert.Single(result.Files);
        Assert.Equal([folder.File("nowhere.jpg"), folder.File("self.jpg")], result.Skipped.Select(s => s.Path));
        Assert.All(result.Skipped, s => Assert.Contains("leads nowhere", s.Reason, StringComparison.Ordinal));
    }

    [LinuxFact]
    public void A_pipe_with_a_pictures_name_is_skipped_and_not_waited_for()
    {
        folder.Write(Content, "good.jpg");
        LinuxBytes.MakePipe(folder.File("pipe.jpg"));
        var skipped = Assert.Single(Scan().Skipped);
        Assert.Contains("pipe", skipped.Reason, StringComparison.Ordinal);
        using var reader = new PictureReader();
        Assert.Throws<UnusableInputException>(() => reader.ReadWhole(folder.File("pipe.jpg")));
    }

    [LinuxFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Unreadable_files_and_folders_are_skipped_with_a_reason()
    {
        folder.Write(Content, "good.jpg");
        var file = folder.Write(Content, "locked.jpg");
        var inner = folder.Write(Content, "locked", "x.jpg");
        File.SetUnixFileMode(file, UnixFileMode.None);
        File.SetUnixFileMode(Path.GetDirectoryName(inner)!, UnixFileMode.None);
        try
        {
            LinuxBytes.AsNobody(() =>
            {
                var result = Scan();
                Assert.Single(result.Files);
                Assert.Equal(2, result.Skipped.Count);
                Assert.All(result.Skipped, s => Assert.Contains("denied", s.Reason, StringComparison.OrdinalIgnoreCase));
                using var reader = new PictureReader();
                var message = Assert.Throws<UnusableInputException>(() => reader.ReadWhole(file)).Message;
                Assert.Contains("denied", message, StringComparison.OrdinalIgnoreCase);
                Assert.Throws<UnusableInputException>(() => PictureScanner.Scan([Path.GetDirectoryName(inner)!]));
            });
        }
        finally
        {
            File.SetUnixFileMode(Path.GetDirectoryName(inner)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_file_named_itself_is_taken_whatever_its_extension_and_once()
    {
        var path = folder.Write(Content, "query.bin");
        var file = Assert.Single(PictureScanner.Scan([path, path]).Files);
        Assert.Equal(("query.bin", folder.Path, path), (file.RelativePath, file.Root, file.FullPath));
    }

    [Fact]
    public void Overlapping_roots_list_a_picture_once()
    {
        folder.Write(Content, "a", "x.jpg");
        Assert.Single(PictureScanner.Scan([folder.Path, folder.File("a")]).Files);
        Assert.Single(PictureScanner.Scan([folder.File("a"), folder.Path]).Files);
    }

    [Fact]
    public void No_such_folder_and_no_pictures_are_refused_with_the_place_in_the_message()
    {
        var missing = folder.File("missing");
        Assert.Contains(missing, Assert.Throws<UnusableInputException>(() => PictureScanner.Scan([missing])).Message, StringComparison.Ordinal);
        folder.Write(Content, "notes.txt");
        var message = Assert.Throws<UnusableInputException>(() => Scan()).Message;
        Assert.Contains(folder.Path, message, StringComparison.Ordinal);
        Assert.Contains(".jpg", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Throws<UnusableInputException>(() => PictureScanner.Scan([]));
        Assert.Throws<UnusableInputException>(() => PictureScanner.Scan([""]));
    }

    [Fact]
    public void A_cancelled_scan_stops()
    {
        folder.Write(Content, "x.jpg");
        Assert.Throws<OperationCanceledException>(() => PictureScanner.Scan([folder.Path], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void The_portable_file_system_finds_the_same()
    {
        folder.Write(Content, "real", "one.jpg");
        File.CreateSymbolicLink(folder.File("two.jpg"), folder.Write(Content, ".elsewhere", "two.jpg"));
        File.CreateSymbolicLink(folder.File("nowhere.jpg"), folder.File("missing.jpg"));
        Directory.CreateSymbolicLink(folder.File("real", "up"), folder.Path);
        Directory.CreateSymbolicLink(folder.File("again"), folder.File("real"));
        var expected = Scan();
        var portable = PictureScanner.Scan(new PortableFileSystem(), TimeProvider.System, [folder.Path], CancellationToken.None);
        Assert.Equal(expected.Files.Select(f => (f.FullPath, f.Size, f.ModifiedUtc)), portable.Files.Select(f => (f.FullPath, f.Size, f.ModifiedUtc)));
        Assert.Equal(expected.Skipped.Select(s => s.Path), portable.Skipped.Select(s => s.Path));
    }

    private ScanResult Scan() => PictureScanner.Scan([folder.Path]);

    // Directory.Delete cannot remove names that it cannot write.
    private void RemoveBytes()
    {
        using var remove = System.Diagnostics.Process.Start("rm", ["-rf", folder.Path]);
        remove.WaitForExit();
        Directory.CreateDirectory(folder.Path);
    }
}
