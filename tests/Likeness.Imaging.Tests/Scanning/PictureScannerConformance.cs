using Likeness.Imaging.Decoding;
using Likeness.Imaging.Scanning;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Scanning;

/// <summary>What a scan finds, on every way there is to the file system.</summary>
public abstract class PictureScannerConformance : IDisposable
{
    private protected static readonly byte[] Content = [1, 2, 3];
    private readonly TemporaryFolder folder = new();

    private protected TemporaryFolder Folder => folder;

    private protected abstract IFileSystem Files { get; }

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

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
    public void Hidden_files_and_other_extensions_are_left_out_and_counted()
    {
        folder.Write(Content, "kept.jpg");
        folder.Write(Content, ".hidden.jpg");
        folder.Write(Content, ".thumbnails", "x.jpg");
        folder.Write(Content, "notes.txt");
        folder.Write(Content, "jpg");
        folder.Write(Content, "a", "MORE.TXT");
        var result = Scan();
        Assert.Equal(["kept.jpg"], result.Files.Select(f => f.RelativePath));
        Assert.Empty(result.Skipped);
        Assert.Equal([(".txt", 2), ("", 1)], result.LeftOut.Extensions.Select(extension => (extension.Key, extension.Value)));
        Assert.Equal("2 .txt, 1 without extension; 2 hidden", result.LeftOut.InWords());
    }

    [Fact]
    public void Hidden_files_are_looked_at_where_that_is_asked_for_but_not_those_of_macOS_and_bins()
    {
        folder.Write(Content, ".hidden.jpg");
        folder.Write(Content, ".album", "x.jpg");
        folder.Write(Content, "._x.jpg");
        folder.Write(Content, ".Trash-1000", "files", "x.jpg");
        var result = Scan([folder.Path], rules: new ScanRules { IncludeHidden = true });
        Assert.Equal([".album/x.jpg", ".hidden.jpg"], result.Files.Select(f => f.RelativePath));
        Assert.Equal("1 folders that machines write (.Trash-1000)", result.LeftOut.InWords());
    }

    [Fact]
    public void Folders_in_which_only_machines_write_are_left_out_and_named_unless_they_are_what_is_scanned()
    {
        folder.Write(Content, "2024", "a.jpg");
        folder.Write(Content, "2024", "._a.jpg");
        folder.Write(Content, "2024", "@eaDir", "a.jpg", "THUMB_M.jpg");
        folder.Write(Content, "@EADIR", "THUMB_M.jpg");
        folder.Write(Content, "#recycle", "b.jpg");
        folder.Write(Content, "$RECYCLE.BIN", "S-1-5", "b.jpg");
        folder.Write(Content, "System Volume Information", "b.jpg");
        folder.Write(Content, "__MACOSX", "2024", "._a.jpg");
        folder.Write(Content, "lost+found", "b.jpg");
        folder.Write(Content, "other", "lost+found.jpg");
        folder.Write(Content, "other", "#recycle"); // a file
        var result = Scan();
        Assert.Equal(["2024/a.jpg", "other/lost+found.jpg"], result.Files.Select(f => f.RelativePath));
        Assert.Empty(result.Skipped);
        Assert.Equal(7, result.LeftOut.MachineFolders.Values.Sum());
        Assert.Equal(0, result.LeftOut.Hidden);
        Assert.Single(Scan([folder.File("#recycle")]).Files);
    }

    [Fact]
    public void What_a_library_drew_is_left_out_wherever_it_lies()
    {
        folder.Write(Content, "a.jpg");
        folder.Write(Content, "one", "catalog.db");
        folder.Write(Content, "one", "reports", "search.png");
        folder.Write(Content, "two", "model.safetensors");
        folder.Write(Content, "two", "training", "chart.png");
        folder.Write(Content, "mine", "reports", "of-a-journey.jpg");
        var result = Scan();
        Assert.Equal(["a.jpg", "mine/reports/of-a-journey.jpg"], result.Files.Select(f => f.RelativePath));
        Assert.Equal(["reports", "training"], result.LeftOut.MachineFolders.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_pattern_excludes_is_left_out_with_all_that_is_in_it()
    {
        folder.Write(Content, "a.jpg");
        folder.Write(Content, "b.gif");
        folder.Write(Content, "private", "c.jpg");
        folder.Write(Content, "x", "private", "deep", "d.jpg");
        folder.Write(Content, "2019", "raw", "e.jpg");
        folder.Write(Content, "x", "2019", "raw", "f.jpg");
        var result = Scan([folder.Path], rules: new ScanRules { Exclude = ["private/", "*.gif", "2019/raw/"] });
        Assert.Equal(["a.jpg", "x/2019/raw/f.jpg"], result.Files.Select(f => f.RelativePath));
        Assert.Equal("4 excluded", result.LeftOut.InWords());
        Assert.Equal(["a.jpg", "b.gif"], Scan([folder.Path], rules: new ScanRules { Exclude = ["**/*r*/**"] }).Files.Select(f => f.RelativePath));
    }

    [Fact]
    public void Folders_that_hold_nothing_at_all_are_named()
    {
        folder.Write(Content, "a.jpg");
        Directory.CreateDirectory(folder.File("mount", "usb"));
        folder.Write(Content, "hidden", ".only");
        var result = Scan();
        Assert.Equal([folder.File("mount", "usb")], result.EmptyFolders);
        Assert.Equal([new ScanRoot(folder.Path, IsFile: false)], result.Roots);
    }

    [Fact]
    public void No_time_stops_a_scan()
    {
        var times = new (string Name, long Seconds)[]
        {
            ("a", 300_000_000_000), ("b", -99_999_999_999), ("c", -1), ("d", 0), ("e", long.MaxValue), ("f", long.MinValue), ("g", 253_402_300_800),
        };
        foreach (var (name, seconds) in times)
            LinuxBytes.TrySetTime(folder.Write(Content, name + ".jpg"), seconds); // to what the file system can hold
        Assert.Equal(times.Select(time => time.Name + ".jpg"), Scan().Files.Select(f => f.RelativePath));
        Assert.Empty(Scan().Skipped);
    }

    [Fact]
    public void A_file_that_changed_in_the_instant_of_the_scan_can_be_told_by_its_content_only()
    {
        var path = folder.Write(Content, "a.jpg");
        var written = File.GetLastWriteTimeUtc(path);
        Assert.Null(Assert.Single(Scan([folder.Path], time: new StoppedClock(written)).Files).Changed);
        Assert.NotNull(Assert.Single(Scan([folder.Path], time: new StoppedClock(written.AddMinutes(1))).Files).Changed);
    }

    [Fact]
    public void A_path_stays_as_it_is_written_unless_it_leads_above_a_link()
    {
        folder.Write(Content, "real", "photos", "a.jpg");
        Directory.CreateSymbolicLink(folder.File("link"), folder.File("real", "photos"));
        Assert.Equal(folder.File("link"), PictureScanner.FullPath(Files, folder.File("link") + "/"));
        Assert.Equal(folder.File("real"), PictureScanner.FullPath(Files, $"{folder.Path}/real/photos/.."));
        Assert.Equal(folder.File("link"), PictureScanner.FullPath(Files, $"{folder.Path}/real/../link"));
        Assert.Equal(folder.File("real"), PictureScanner.FullPath(Files, folder.File("link") + "/.."));
        Assert.Equal(["photos/a.jpg"], Scan([folder.File("link") + "/.."]).Files.Select(f => f.RelativePath));
        Assert.Equal($"{folder.Path}/gone", PictureScanner.FullPath(Files, $"{folder.Path}/no/../gone"));
    }

    [Fact]
    public void A_folder_lies_in_another_by_any_of_their_paths()
    {
        var (photos, link, deep) = (folder.File("real", "photos"), folder.File("link"), folder.File("real", "photos", "2024"));
        folder.Write(Content, "real", "photos", "2024", "a.jpg");
        Directory.CreateSymbolicLink(link, photos);
        Directory.CreateSymbolicLink(folder.File("realdir"), folder.File("real"));
        var places = new FolderPlaces(Files);
        Assert.Equal("", places.Below(photos, link));
        Assert.Equal("", places.Below(link, photos));
        Assert.Equal("", places.Below(link, folder.File("realdir", "photos")));
        Assert.Equal("2024/", places.Below(link, deep));
        Assert.Equal("2024/", places.Below(photos, folder.File("link", "2024")));
        Assert.Equal("photos/2024/", places.Below(folder.File("realdir"), folder.File("link", "2024")));
        Assert.Equal("link/", places.Below(folder.Path, link));
        Assert.Equal("gone/x/", places.Below(photos, $"{link}/gone/x"));
        Assert.Null(places.Below(deep, photos));
        Assert.Null(places.Below($"{folder.Path}/gone", photos));
        Assert.Equal("x/", places.Below($"{folder.Path}/gone", $"{folder.Path}/gone/x"));
        Assert.True(places.Exists(deep));
        Assert.False(places.Exists($"{folder.Path}/gone"));
    }

    [Fact]
    public void A_picture_that_was_reached_by_a_link_says_so()
    {
        using var outside = new TemporaryFolder();
        outside.Write(Content, "deep", "x.gif");
        folder.Write(Content, "a.jpg");
        Directory.CreateSymbolicLink(folder.File("linked"), outside.Path);
        Assert.Equal([("a.jpg", false), ("linked/deep/x.gif", true)], Scan().Files.Select(f => (f.RelativePath, f.IsLinked)));
    }

    [Theory]
    [InlineData("with spaces in it.jpg")]
    [InlineData("new\nline.jpg")]
    [InlineData("tab\tand quote'\".jpg")]
    [InlineData("emoji 🦊 日本.jpg")]
    [InlineData("percent%20and#hash.jpg")]
    [InlineData(@"back\slash.jpg")]
    public void Odd_names_are_found_and_can_be_read(string name)
    {
        folder.Write(TestPictures.Jpeg(TestPictures.Solid(8, 8, 10, 20, 30)), name);
        var file = Assert.Single(Scan().Files);
        using var reader = new PictureReader();
        Assert.Equal(8, reader.ReadWhole(file.FullPath).Width);
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
    public void A_picture_that_is_listed_is_not_listed_again_by_a_link_to_it()
    {
        var picture = folder.Write(Content, "real.jpg");
        File.CreateSymbolicLink(folder.File("alias.jpg"), picture);
        Assert.Equal(["real.jpg"], Scan().Files.Select(f => f.RelativePath));
    }

    [Fact]
    public void Of_several_links_to_one_folder_the_first_by_name_is_followed()
    {
        using var outside = new TemporaryFolder();
        outside.Write(Content, "x.jpg");
        foreach (var name in (string[])["m", "z", "a", "k", "b"]) Directory.CreateSymbolicLink(folder.File(name), outside.Path);
        Assert.Equal(["a/x.jpg"], Scan().Files.Select(f => f.RelativePath));
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
                Assert.Throws<UnusableInputException>(() => Scan([Path.GetDirectoryName(inner)!]));
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
        var file = Assert.Single(Scan([path, path]).Files);
        Assert.Equal(("query.bin", folder.Path, path), (file.RelativePath, file.Root, file.FullPath));
    }

    [Fact]
    public void Overlapping_roots_list_a_picture_once()
    {
        folder.Write(Content, "a", "x.jpg");
        Assert.Single(Scan([folder.Path, folder.File("a")]).Files);
        Assert.Single(Scan([folder.File("a"), folder.Path]).Files);
    }

    [Fact]
    public void No_such_folder_and_no_pictures_are_refused_with_the_place_in_the_message()
    {
        var missing = folder.File("missing");
        Assert.Contains(missing, Assert.Throws<UnusableInputException>(() => Scan([missing])).Message, StringComparison.Ordinal);
        folder.Write(Content, "notes.txt");
        var message = Assert.Throws<UnusableInputException>(() => Scan()).Message;
        Assert.Contains(folder.Path, message, StringComparison.Ordinal);
        Assert.Contains(".jpg", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.Throws<UnusableInputException>(() => Scan([]));
        Assert.Throws<UnusableInputException>(() => Scan([""]));
    }

    [Fact]
    public void A_cancelled_scan_stops()
    {
        folder.Write(Content, "x.jpg");
        Assert.Throws<OperationCanceledException>(() => Scan([folder.Path], new CancellationToken(canceled: true)));
    }

    private protected ScanResult Scan() => Scan([folder.Path]);

    private protected ScanResult Scan(string[] roots, CancellationToken cancellationToken = default, ScanRules? rules = null, TimeProvider? time = null) =>
        PictureScanner.Scan(Files, time ?? TimeProvider.System, roots, rules ?? new ScanRules(), cancellationToken);
}
