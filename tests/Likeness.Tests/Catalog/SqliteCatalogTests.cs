using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Search;
using Likeness.Testing;
using Likeness.Testing.Catalogs;
using Microsoft.Data.Sqlite;

namespace Likeness.Tests.Catalog;

public sealed class SqliteCatalogTests : CatalogConformance
{
    private const string VersionOne = "ALTER TABLE pictures DROP COLUMN changed; ALTER TABLE rejected DROP COLUMN changed; DROP TABLE clusters; PRAGMA user_version = 1";

    private string File => Folder["catalog.db"];

    protected override ICatalog Open() => SqliteCatalog.Open(File);

    [Fact]
    public void A_file_that_was_cut_off_before_it_had_tables_is_a_new_catalog()
    {
        System.IO.File.WriteAllBytes(File, []);
        using var catalog = Open();
        Assert.Empty(catalog.Pictures());
    }

    [Fact]
    public void Random_bytes_are_no_catalog()
    {
        var noise = new byte[40_000];
        new Random(1).NextBytes(noise);
        System.IO.File.WriteAllBytes(File, noise);
        var damaged = Assert.Throws<DamagedDataException>(Open);
        Assert.Contains("is no database", damaged.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("is damaged", damaged.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_truncated_catalog_is_told_from_a_whole_one(double part)
    {
        var whole = MakeFull();
        System.IO.File.WriteAllBytes(File, whole[..(int)(whole.Length * part)]);
        var damaged = Assert.Throws<DamagedDataException>(ReadEverything);
        Assert.Contains(File, damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Overwritten_bytes_are_either_harmless_or_told_as_damage()
    {
        var whole = MakeFull();
        var random = new Random(3);
        var told = 0;
        for (var trial = 0; trial < 60; trial++)
        {
            var broken = whole.ToArray();
            random.NextBytes(broken.AsSpan(random.Next(broken.Length - 600), 600));
            System.IO.File.WriteAllBytes(File, broken);
            try
            {
                ReadEverything();
            }
            catch (DamagedDataException)
            {
                told++; // any other exception fails the test
            }
        }
        Assert.InRange(told, 10, 60);
    }

    [Fact]
    public void A_newer_catalog_is_refused_with_advice()
    {
        MakeFull();
        Alter("PRAGMA user_version = 99");
        var refused = Assert.Throws<DamagedDataException>(Open);
        Assert.Contains("newer Likeness", refused.Message, StringComparison.Ordinal);
        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_catalog_of_version_1_is_brought_up_to_date_and_keeps_all_it_holds()
    {
        MakeFull();
        Alter(VersionOne);
        using (var first = Open())
        {
            using var second = Open(); // finds it done
            Assert.Equal(new CatalogTotals(300, 300, 0), first.Totals());
            Assert.Null(second.Clusters("codes"));
            Assert.All(first.Pictures(), picture => Assert.Null(picture.Changed)); // to be read once more
            second.SetClusters(new CatalogClusters("codes", "f", new float[64], "given"));
            Assert.Equal(64, first.Clusters("codes")!.Centres.Length);
            Assert.Equal(300, first.Described("codes").Count);
        }

        using var again = Open();
        Assert.Equal("given", again.Clusters("codes")!.Chosen);
    }

    [Fact]
    public void An_upgrade_that_cannot_be_finished_changes_nothing()
    {
        MakeFull();
        Alter("ALTER TABLE rejected DROP COLUMN changed; DROP TABLE clusters; PRAGMA user_version = 1"); // one column is there already, so that adding it fails
        Assert.Throws<DamagedDataException>(Open);
        Alter("ALTER TABLE pictures DROP COLUMN changed");
        using var catalog = Open();
        Assert.Null(catalog.Clusters("codes"));
    }

    [Fact]
    public void A_database_of_another_program_is_left_alone()
    {
        Alter("CREATE TABLE bookmarks (id INTEGER)");
        var before = System.IO.File.ReadAllBytes(File);
        var refused = Assert.Throws<DamagedDataException>(Open);
        Assert.Contains("another program", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Theory]
    [InlineData("UPDATE vectors SET vector = x'00112233'", "vector of 4 bytes")]
    [InlineData("UPDATE contents SET hash = CAST(x'00' || id AS BLOB)", "content hash")]
    [InlineData("UPDATE descriptors SET metric = 'Manhattan'", "Manhattan")]
    [InlineData("UPDATE descriptors SET dimensions = -1", "-1 dimensions")]
    [InlineData("UPDATE pictures SET modified = -5", "time -5")]
    [InlineData("UPDATE pictures SET changed = -5", "time -5")]
    [InlineData("UPDATE pictures SET path = CAST(x'FF' || path AS BLOB)", "FF")]
    [InlineData("DROP TABLE vectors", "no such table")]
    [InlineData("UPDATE clusters SET centres = x'00112233'", "centres of 4 bytes")]
    [InlineData("UPDATE clusters SET centres = x''", "centres of 0 bytes")]
    public void Rows_that_cannot_be_right_are_told_as_damage(string alteration, string told)
    {
        MakeFull();
        Alter(alteration);
        var damaged = Assert.Throws<DamagedDataException>(ReadEverything);
        Assert.Contains(told, damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_catalog_in_a_folder_that_does_not_exist_cannot_be_opened()
    {
        var refused = Assert.Throws<UnusableInputException>(() => SqliteCatalog.Open(Folder["nowhere/catalog.db"]));
        Assert.Contains("Check that its folder exists", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_catalog_that_another_process_keeps_locked_is_told_as_in_use()
    {
        MakeFull();
        using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        other.Open();
        using var begin = other.CreateCommand();
        begin.CommandText = "BEGIN EXCLUSIVE";
        begin.ExecuteNonQuery();
        using var catalog = Open();
        var busy = Assert.Throws<LibraryBusyException>(() => catalog.SetDescriptor(new CatalogDescriptor("x", "y", 1, Metric.Cosine)));
        Assert.Contains("in use by another process", busy.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 0, typeof(LibraryBusyException), "in use by another process")]
    [InlineData(6, 0, typeof(LibraryBusyException), "in use by another process")]
    [InlineData(7, 0, typeof(UnusableInputException), "memory")]
    [InlineData(10, 3082, typeof(UnusableInputException), "memory")]
    [InlineData(8, 1032, typeof(UnusableInputException), "cannot be written to")]
    [InlineData(9, 0, typeof(OperationCanceledException), "interrupted")]
    [InlineData(10, 266, typeof(UnusableInputException), "disk")]
    [InlineData(10, 522, typeof(DamagedDataException), "is damaged")]
    [InlineData(11, 0, typeof(DamagedDataException), "is damaged")]
    [InlineData(13, 0, typeof(UnusableInputException), "no space left")]
    [InlineData(14, 0, typeof(UnusableInputException), "is not there")]
    [InlineData(18, 0, typeof(UnusableInputException), "as large as")]
    [InlineData(19, 0, typeof(ArgumentException), "refuses a change")]
    [InlineData(21, 0, typeof(InvalidOperationException), "used wrongly")]
    [InlineData(26, 0, typeof(DamagedDataException), "is no database")]
    public void Each_error_of_sqlite_is_told_as_what_it_is(int code, int extended, Type kind, string told)
    {
        var explained = SqliteFailure.Explain(new SqliteException("as SQLite puts it", code, extended), File);
        Assert.IsType(kind, explained);
        Assert.Contains(told, explained.Message, StringComparison.Ordinal);
        Assert.Equal(told == "is damaged", explained.Message.Contains("damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_in_the_catalogs_place_is_told()
    {
        Directory.CreateDirectory(File);
        Assert.Contains("is a folder", Assert.Throws<UnusableInputException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_makes_no_catalog_where_there_is_none()
    {
        Assert.Contains("is not there", Assert.Throws<UnusableInputException>(() => SqliteCatalog.OpenForReading(File)).Message, StringComparison.Ordinal);
        System.IO.File.WriteAllBytes(File, []);
        Assert.Contains("holds nothing yet", Assert.Throws<UnusableInputException>(() => SqliteCatalog.OpenForReading(File)).Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(File).Length);
    }

    [Fact]
    public void Reading_ends_between_two_rows_when_it_is_cancelled()
    {
        MakeFull();
        using var cancellation = new CancellationTokenSource();
        using var catalog = SqliteCatalog.OpenForReading(File, cancellation.Token);
        var read = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => catalog.ReadVectors("codes", (_, _) =>
        {
            if (++read == 5) cancellation.Cancel();
        }));
        Assert.Equal(5, read);
        Assert.ThrowsAny<OperationCanceledException>(() => catalog.Totals());
    }

    [ReadOnlyFolderFact]
    public void A_catalog_that_cannot_be_written_to_is_read_and_says_so_when_it_is_written_to()
    {
        MakeFull();
        using var place = new ReadOnlyFolder(Folder.Path);
        using var catalog = SqliteCatalog.OpenForReading(Path.Join(place.Path, "catalog.db"));
        Assert.Equal(300, catalog.Pictures().Count);
        Assert.Equal(300, catalog.CountVectors("codes"));
        Assert.Contains("cannot be written to", Assert.Throws<UnusableInputException>(() => catalog.AddRoot("/new")).Message, StringComparison.Ordinal);
    }

    [ReadOnlyFolderFact]
    public void Any_name_of_a_folder_is_read_alone()
    {
        MakeFull();
        const string name = "100% of a?b#c&d ü 日本";
        Directory.CreateDirectory(Folder[name]);
        System.IO.File.Copy(File, Folder[name + "/catalog.db"]);
        using var place = new ReadOnlyFolder(Folder.Path);
        using var catalog = SqliteCatalog.OpenForReading(Path.Join(place.Path, name, "catalog.db"));
        Assert.Equal(300, catalog.Pictures().Count);
    }

    [ReadOnlyFolderFact]
    public void Where_nothing_can_be_written_what_a_writer_has_in_its_log_is_read_too()
    {
        MakeFull();
        var opened = Open(); // first: without a mount the folder is closed to it too
        using var place = new ReadOnlyFolder(Folder.Path);
        using var writer = opened; // closed before the place goes: SQLite keeps files of one process open for each other
        writer.AddRoot("/new");
        using var catalog = SqliteCatalog.OpenForReading(Path.Join(place.Path, "catalog.db"));
        Assert.Equal(2, catalog.Roots().Count);
    }

    [ReadOnlyFolderFact]
    public void A_log_that_cannot_be_read_alone_is_told_and_not_passed_over()
    {
        MakeFull();
        byte[] log;
        using (var writer = Open())
        {
            writer.AddRoot("/new");
            log = System.IO.File.ReadAllBytes(File + "-wal");
        }

        System.IO.File.WriteAllBytes(File + "-wal", log);
        using var place = new ReadOnlyFolder(Folder.Path);
        var refused = Assert.Throws<UnusableInputException>(() => SqliteCatalog.OpenForReading(Path.Join(place.Path, "catalog.db")));
        Assert.Contains("catalog.db-wal", refused.Message, StringComparison.Ordinal);
    }

    [ReadOnlyFolderFact]
    public void What_was_read_alone_is_given_up_where_somebody_wrote_meanwhile()
    {
        if (!Environment.IsPrivilegedProcess) return; // without a mount nobody else can write there either
        MakeFull();
        using var place = new ReadOnlyFolder(Folder.Path);
        using var catalog = SqliteCatalog.OpenForReading(Path.Join(place.Path, "catalog.db"));
        Assert.Throws<LibraryBusyException>(() => catalog.Snapshot(() =>
        {
            var before = catalog.Roots().Count;
            using (var writer = Open()) writer.AddRoot("/new");
            return before;
        }));
    }

    [ReadOnlyFolderFact]
    public void An_older_catalog_that_cannot_be_written_to_is_read_and_stays_as_it_is()
    {
        MakeFull();
        Alter(VersionOne);
        var before = System.IO.File.ReadAllBytes(File);
        using (var place = new ReadOnlyFolder(Folder.Path))
        using (var catalog = SqliteCatalog.OpenForReading(Path.Join(place.Path, "catalog.db")))
        {
            Assert.Equal(300, catalog.Pictures().Count);
            Assert.Null(catalog.Clusters("codes"));
        }

        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    private byte[] MakeFull()
    {
        using (var catalog = Open())
        {
            catalog.SetDescriptor(new CatalogDescriptor("codes", "f", 64, Metric.Euclidean));
            var root = catalog.AddRoot("/pictures");
            var batch = new CatalogBatch();
            for (var i = 0; i < 300; i++)
            {
                batch.Put.Add(new CatalogPicture(new PictureKey(root.Id, $"folder/picture {i}.jpg"), Hash(i), i, DateTime.UnixEpoch));
                batch.Vectors.Add(new CatalogVector("codes", Hash(i), Enumerable.Repeat((float)i, 64).ToArray()));
            }
            catalog.Apply(batch);
            catalog.SetClusters(new CatalogClusters("codes", "f", new float[128], "given"));
        }
        Assert.False(System.IO.File.Exists(File + "-wal"), "closing must leave everything in the one file");
        return System.IO.File.ReadAllBytes(File);
    }

    private void ReadEverything()
    {
        using var catalog = Open();
        catalog.Roots();
        catalog.Pictures();
        catalog.Rejected();
        foreach (var descriptor in catalog.Descriptors())
        {
            catalog.Described(descriptor.Name);
            catalog.Clusters(descriptor.Name);
            catalog.ReadVectors(descriptor.Name, (_, _) => { });
        }
        catalog.Totals();
    }

    private void Alter(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False;Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
