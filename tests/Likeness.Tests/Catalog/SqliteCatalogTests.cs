using System.Runtime.InteropServices;
using System.Text;
using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Search;
using Likeness.Testing;
using Likeness.Testing.Catalogs;
using Microsoft.Data.Sqlite;

namespace Likeness.Tests.Catalog;

public sealed class SqliteCatalogTests : CatalogConformance
{
    /// <summary>The tables as version 3 made them.</summary>
    private const string VersionThree =
        """
        CREATE TABLE roots (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE) STRICT;
        CREATE TABLE contents (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE) STRICT;
        CREATE TABLE pictures (
            root INTEGER NOT NULL REFERENCES roots ON DELETE CASCADE, path BLOB NOT NULL,
            content INTEGER NOT NULL REFERENCES contents, size INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER,
            PRIMARY KEY (root, path)) STRICT, WITHOUT ROWID;
        CREATE INDEX pictures_of_content ON pictures (content);
        CREATE TABLE rejected (
            root INTEGER NOT NULL REFERENCES roots ON DELETE CASCADE, path BLOB NOT NULL,
            size INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER, reader TEXT NOT NULL, reason TEXT NOT NULL,
            PRIMARY KEY (root, path)) STRICT, WITHOUT ROWID;
        CREATE TABLE descriptors (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL,
            dimensions INTEGER NOT NULL, metric TEXT NOT NULL) STRICT;
        CREATE TABLE vectors (
            content INTEGER NOT NULL REFERENCES contents ON DELETE CASCADE,
            descriptor INTEGER NOT NULL REFERENCES descriptors ON DELETE CASCADE,
            vector BLOB NOT NULL, PRIMARY KEY (content, descriptor)) STRICT;
        CREATE TABLE clusters (
            descriptor INTEGER PRIMARY KEY REFERENCES descriptors ON DELETE CASCADE,
            centres BLOB NOT NULL, chosen TEXT NOT NULL) STRICT;
        PRAGMA application_id = 0x4C494B45;
        PRAGMA user_version = 3;
        """;

    private const string ToTwo =
        "ALTER TABLE pictures DROP COLUMN changed; ALTER TABLE rejected DROP COLUMN changed; PRAGMA user_version = 2;";

    private const string ToOne = ToTwo + "DROP TABLE clusters; PRAGMA user_version = 1;";

    private static readonly CatalogDescriptor Old = new("codes", "f", 64, Metric.Euclidean);

    private string File => Folder["catalog.db"];

    protected override ICatalog Open() => SqliteCatalog.Open(File);

    [Fact]
    public async Task A_file_that_was_cut_off_before_it_had_tables_is_a_new_catalog()
    {
        System.IO.File.WriteAllBytes(File, []);
        await using var catalog = Open();
        Assert.Empty(await catalog.PicturesAsync());
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
    public async Task A_truncated_catalog_is_told_from_a_whole_one(double part)
    {
        var whole = await MakeFullAsync();
        System.IO.File.WriteAllBytes(File, whole[..(int)(whole.Length * part)]);
        var damaged = await Assert.ThrowsAsync<DamagedDataException>(ReadEverythingAsync);
        Assert.Contains(File, damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overwritten_bytes_are_either_harmless_or_told_as_damage()
    {
        var whole = await MakeFullAsync();
        var random = new Random(3);
        var told = 0;
        for (var trial = 0; trial < 60; trial++)
        {
            var broken = whole.ToArray();
            random.NextBytes(broken.AsSpan(random.Next(broken.Length - 600), 600));
            System.IO.File.WriteAllBytes(File, broken);
            try
            {
                await ReadEverythingAsync();
            }
            catch (DamagedDataException)
            {
                told++; // any other exception fails the test
            }
        }
        Assert.InRange(told, 10, 60);
    }

    [Fact]
    public async Task A_newer_catalog_is_refused_with_advice()
    {
        await MakeFullAsync();
        Alter("PRAGMA user_version = 99");
        var refused = Assert.Throws<DamagedDataException>(Open);
        Assert.Contains("newer Likeness", refused.Message, StringComparison.Ordinal);
        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_catalog_of_an_older_version_is_brought_up_to_date_and_keeps_all_it_holds(int version)
    {
        MakeOld(version);
        await using (var first = Open())
        {
            await using var second = Open(); // finds it done
            await AssertOldAsync(first, version);
            await second.SetClustersAsync(new CatalogClusters(Old, new float[64], "again"));
            Assert.Equal(64, (await first.ClustersAsync(Old))!.Centers.Length);
            // What is new since can be done with it.
            await first.BeginAsync(Old with { Fingerprint = "g" });
            await first.ApplyAsync(batch => batch.Vectors.Add(new CatalogVector(Old with { Fingerprint = "g" }, Hash(3), new float[64])));
            await AssertNearestAsync(first);
            await first.PublishAsync(Old with { Fingerprint = "g" });
            Assert.Equal([Hash(3)], await second.DescribedAsync("codes"));
        }

        await using var again = Open();
        Assert.Equal([new CatalogGeneration(Old with { Fingerprint = "g" }, true)], await again.GenerationsAsync());
        Assert.Equal(300, (await again.PicturesAsync()).Count);
    }

    [Fact]
    public async Task Contents_that_come_after_an_upgrade_get_numbers_that_were_never_given()
    {
        MakeOld(3);
        await using var catalog = Open();
        var last = await catalog.LookAsync(reader => reader.PictureAtAsync(new PictureKey(1, "folder/picture 299.jpg")));
        await catalog.ApplyAsync(batch => batch.Remove.Add(last!.Key));
        await catalog.RemoveUnusedContentsAsync();
        await catalog.ApplyAsync(batch =>
        {
            batch.Put.Add(new CatalogPicture(new PictureKey(1, "new"), Hash(1000), 1, DateTime.UnixEpoch));
            batch.Vectors.Add(new CatalogVector(Old, Hash(1000), Enumerable.Repeat(5f, 64).ToArray()));
        });
        // At equal distance the older one is first, whatever number had become free.
        var found = await catalog.NearestAsync(new CatalogQuery([new(Old, Enumerable.Repeat(5f, 64).ToArray())], 2));
        Assert.Equal([Hash(5), Hash(1000)], found.Select(neighbor => neighbor.Content));
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT max(id) FROM contents";
        Assert.Equal(301L, command.ExecuteScalar());
    }

    [Theory]
    [InlineData("ALTER TABLE rejected DROP COLUMN changed; DROP TABLE clusters; PRAGMA user_version = 1", "ALTER TABLE pictures DROP COLUMN changed")]
    [InlineData("CREATE TABLE new_descriptors (id INTEGER)", "DROP TABLE new_descriptors")] // the last step fails in its middle
    public async Task An_upgrade_that_cannot_be_finished_changes_nothing(string obstacle, string mended)
    {
        MakeOld(3);
        Alter(obstacle); // what an upgrade makes is there already, so that making it fails
        Assert.Throws<DamagedDataException>(Open);
        Alter(mended);
        await using var catalog = Open();
        Assert.Equal(300, await catalog.CountVectorsAsync(Old));
        await AssertNearestAsync(catalog);
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
    [InlineData("DROP TABLE state", "no such table")]
    [InlineData("DELETE FROM state", "no number")]
    public async Task Rows_that_cannot_be_right_are_told_as_damage(string alteration, string told)
    {
        await MakeFullAsync();
        Alter(alteration);
        var damaged = await Assert.ThrowsAsync<DamagedDataException>(ReadEverythingAsync);
        Assert.Contains(told, damaged.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE vectors SET vector = CAST(x'0000C07F' || substr(vector, 5) AS BLOB) WHERE content = 5", "'folder/picture 4.jpg'")]
    [InlineData("CREATE TABLE twice AS SELECT * FROM vectors UNION ALL SELECT * FROM vectors WHERE content = 5; DROP TABLE vectors; ALTER TABLE twice RENAME TO vectors", "given twice")]
    [InlineData("UPDATE clusters SET centres = CAST(x'0000C07F' || substr(centres, 5) AS BLOB)", "clusters of 'codes'")]
    public async Task Vectors_and_centers_that_cannot_be_compared_are_told_as_damage_when_they_are_searched(string alteration, string told)
    {
        await MakeFullAsync();
        Alter(alteration);
        await using var catalog = SqliteCatalog.OpenForReading(File);
        await using var reader = await catalog.ReadAsync();
        var damaged = await Assert.ThrowsAsync<DamagedDataException>(
            async () => await reader.NearestAsync(new CatalogQuery([new(Full, new float[64])], 3) { Clusters = 1 }));
        Assert.Contains("is damaged", damaged.Message, StringComparison.Ordinal);
        Assert.Contains(told, damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_catalog_in_a_folder_that_does_not_exist_cannot_be_opened()
    {
        var refused = Assert.Throws<UnusableInputException>(() => SqliteCatalog.Open(Folder["nowhere/catalog.db"]));
        Assert.Contains("Check that its folder exists", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_catalog_that_another_process_keeps_locked_is_told_as_in_use()
    {
        await MakeFullAsync();
        using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        other.Open();
        using var begin = other.CreateCommand();
        begin.CommandText = "BEGIN EXCLUSIVE";
        begin.ExecuteNonQuery();
        await using var catalog = Open();
        var busy = await Assert.ThrowsAsync<LibraryBusyException>(
            () => catalog.BeginAsync(new CatalogDescriptor("x", "y", 1, Metric.Cosine)));
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
    public async Task Reading_ends_between_two_pages_when_it_is_cancelled()
    {
        await MakeFullAsync(pictures: 3000);
        using var cancellation = new CancellationTokenSource();
        await using var catalog = SqliteCatalog.OpenForReading(File);
        await using var reader = await catalog.ReadAsync(cancellation.Token);
        var pages = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in reader.VectorsAsync(Full, cancellation.Token))
            {
                if (++pages == 2) cancellation.Cancel();
            }
        });
        Assert.Equal(2, pages);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.TotalsAsync(cancellation.Token));
        Assert.Equal(3000, (await reader.TotalsAsync()).Pictures);
    }

    [Fact]
    public async Task Closed_it_leaves_no_file_open_and_everything_in_the_one_file_also_after_many_readers_at_once()
    {
        await MakeFullAsync();
        await using (var catalog = Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => catalog.VectorsAsync("codes"))));
            await catalog.AddRootAsync("/new");
        }

        Assert.Equal(["catalog.db"], Directory.GetFiles(Folder.Path).Select(Path.GetFileName));
    }

    [ReadOnlyFolderFact]
    public async Task A_catalog_that_cannot_be_written_to_is_read_and_says_so_when_it_is_written_to()
    {
        await MakeFullAsync();
        using var place = new ReadOnlyFolder(Folder.Path);
        await using var catalog = SqliteCatalog.OpenForReading(Path.Join(place.Path, "catalog.db"));
        Assert.Equal(300, (await catalog.PicturesAsync()).Count);
        Assert.Equal(300, await catalog.CountVectorsAsync(Full));
        await AssertNearestAsync(catalog);
        var refused = await Assert.ThrowsAsync<UnusableInputException>(() => catalog.AddRootAsync("/new"));
        Assert.Contains("cannot be written to", refused.Message, StringComparison.Ordinal);
        await AssertNearestAsync(catalog);
    }

    [ReadOnlyFolderFact]
    public async Task Any_name_of_a_folder_is_read_alone()
    {
        await MakeFullAsync();
        const string name = "100% of a?b#c&d ü 日本";
        Directory.CreateDirectory(Folder[name]);
        System.IO.File.Copy(File, Folder[name + "/catalog.db"]);
        using var place = new ReadOnlyFolder(Folder.Path);
        await using var catalog = SqliteCatalog.OpenForReading(Path.Join(place.Path, name, "catalog.db"));
        Assert.Equal(300, (await catalog.PicturesAsync()).Count);
    }

    [ReadOnlyFolderFact]
    public async Task Where_nothing_can_be_written_what_a_writer_has_in_its_log_is_read_too()
    {
        await MakeFullAsync();
        var opened = Open(); // first: without a mount the folder is closed to it too
        using var place = new ReadOnlyFolder(Folder.Path);
        await using var writer = opened; // closed before the place goes: SQLite keeps files of one process open for each other
        await writer.AddRootAsync("/new");
        await using var catalog = SqliteCatalog.OpenForReading(Path.Join(place.Path, "catalog.db"));
        Assert.Equal(2, (await catalog.RootsAsync()).Count);
    }

    [ReadOnlyFolderFact]
    public async Task A_log_that_cannot_be_read_alone_is_told_and_not_passed_over()
    {
        await MakeFullAsync();
        byte[] log;
        await using (var writer = Open())
        {
            await writer.AddRootAsync("/new");
            log = System.IO.File.ReadAllBytes(File + "-wal");
        }

        System.IO.File.WriteAllBytes(File + "-wal", log);
        using var place = new ReadOnlyFolder(Folder.Path);
        var refused = Assert.Throws<UnusableInputException>(() => SqliteCatalog.OpenForReading(Path.Join(place.Path, "catalog.db")));
        Assert.Contains("catalog.db-wal", refused.Message, StringComparison.Ordinal);
    }

    [ReadOnlyFolderFact]
    public async Task What_was_read_alone_is_given_up_where_somebody_wrote_meanwhile()
    {
        if (!Environment.IsPrivilegedProcess) return; // without a mount nobody else can write there either
        await MakeFullAsync();
        using var place = new ReadOnlyFolder(Folder.Path);
        await using var catalog = SqliteCatalog.OpenForReading(Path.Join(place.Path, "catalog.db"));
        await using var reader = await catalog.ReadAsync();
        await reader.RootsAsync();
        await using (var writer = Open()) await writer.AddRootAsync("/new");
        await Assert.ThrowsAsync<LibraryBusyException>(async () => await reader.RootsAsync());
    }

    [ReadOnlyFolderTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_older_catalog_that_cannot_be_written_to_is_read_and_searched_and_stays_as_it_is(int version)
    {
        MakeOld(version);
        var before = System.IO.File.ReadAllBytes(File);
        using (var place = new ReadOnlyFolder(Folder.Path))
        {
            await using var catalog = SqliteCatalog.OpenForReading(Path.Join(place.Path, "catalog.db"));
            await AssertOldAsync(catalog, version);
            await using var first = await catalog.ReadAsync();
            await using var second = await catalog.ReadAsync(); // a copy of its own
            Assert.Equal(first.Version, second.Version);
            Assert.Equal(300, (await second.AllVectorsAsync(Old)).Count);
        }

        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    private static readonly CatalogDescriptor Full = Old;

    private async Task<byte[]> MakeFullAsync(int pictures = 300)
    {
        await using (var catalog = Open())
        {
            await catalog.BeginAsync(Full);
            var root = await catalog.AddRootAsync("/pictures");
            await catalog.ApplyAsync(batch =>
            {
                for (var i = 0; i < pictures; i++)
                {
                    batch.Put.Add(new CatalogPicture(new PictureKey(root.Id, $"folder/picture {i}.jpg"), Hash(i), i, DateTime.UnixEpoch));
                    batch.Vectors.Add(new CatalogVector(Full, Hash(i), Enumerable.Repeat((float)i, 64).ToArray()));
                }
            });
            await catalog.SetClustersAsync(new CatalogClusters(Full, new float[128], "given"));
        }

        Assert.False(System.IO.File.Exists(File + "-wal"), "closing must leave everything in the one file");
        return System.IO.File.ReadAllBytes(File);
    }

    /// <summary>The same pictures, vectors and clusters, and a rejection, as an older version stored them.</summary>
    private void MakeOld(int version)
    {
        Alter(VersionThree);
        using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            connection.Open();
            using var transaction = connection.BeginTransaction();
            Insert("INSERT INTO roots VALUES (1, $1)", "/pictures"u8.ToArray());
            Insert("INSERT INTO descriptors VALUES (1, 'codes', 'f', 64, 'Euclidean')");
            for (var i = 0; i < 300; i++)
            {
                Insert("INSERT INTO contents VALUES ($1, $2)", i + 1, Hash(i).ToBytes());
                var path = Encoding.UTF8.GetBytes($"folder/picture {i}.jpg");
                Insert("INSERT INTO pictures VALUES (1, $1, $2, $3, $4, $4)", path, i + 1, i, DateTime.UnixEpoch.Ticks);
                var vector = MemoryMarshal.AsBytes<float>(Enumerable.Repeat((float)i, 64).ToArray()).ToArray();
                Insert("INSERT INTO vectors VALUES ($1, 1, $2)", i + 1, vector);
            }

            Insert("INSERT INTO rejected VALUES (1, $1, 7, $2, NULL, 'r', 'no')", "bad.jpg"u8.ToArray(), DateTime.UnixEpoch.Ticks);
            Insert("INSERT INTO clusters VALUES (1, $1, 'given')", new byte[128 * sizeof(float)]);
            transaction.Commit();

            void Insert(string sql, params object[] values)
            {
                using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = sql;
                for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i + 1}", values[i]);
                Assert.Equal(1, command.ExecuteNonQuery());
            }
        }

        if (version < 3) Alter(version == 1 ? ToOne : ToTwo);
    }

    private static async Task AssertOldAsync(ICatalog catalog, int version)
    {
        Assert.Equal(new CatalogTotals(300, 300, 1), await catalog.TotalsAsync());
        Assert.Equal("/pictures", (await catalog.RootsAsync()).Single().Path);
        Assert.Equal([new CatalogGeneration(Old, true)], await catalog.GenerationsAsync());
        var clusters = await catalog.ClustersAsync(Old);
        if (version == 1) Assert.Null(clusters);
        else Assert.Equal(("given", 128), (clusters!.Chosen, clusters.Centers.Length));
        // Without a time of change it is to be read once more.
        Assert.All(
            await catalog.PicturesAsync(), picture => Assert.Equal(version < 3 ? null : (DateTime?)DateTime.UnixEpoch, picture.Changed));
        Assert.Equal("no", (await catalog.RejectedAsync()).Single().Reason);
        var vectors = (await catalog.VectorsAsync(Old)).ToDictionary(entry => entry.Content, entry => entry.Vector);
        for (var i = 0; i < 300; i++) Assert.All(vectors[Hash(i)], value => Assert.Equal(i, value));
        await AssertNearestAsync(catalog);
    }

    private static async Task AssertNearestAsync(ICatalog catalog)
    {
        var found = await catalog.NearestAsync(new CatalogQuery([new(Old, Enumerable.Repeat(41.75f, 64).ToArray())], 3));
        Assert.Equal([Hash(42), Hash(41), Hash(43)], found.Select(neighbor => neighbor.Content));
    }

    [Fact]
    public async Task Numbers_that_are_not_finite_are_told_as_damage_however_they_are_read()
    {
        await MakeFullAsync();
        Alter("UPDATE vectors SET vector = CAST(x'0000C07F' || substr(vector, 5) AS BLOB)");
        await using var catalog = Open();
        await using var reader = await catalog.ReadAsync();
        var descriptor = Assert.Single(await reader.GenerationsAsync()).Descriptor;
        await Assert.ThrowsAsync<DamagedDataException>(async () => await reader.SampleAsync(descriptor, 10));
        await Assert.ThrowsAsync<DamagedDataException>(async () => await reader.VectorAsync(descriptor, Hash(0)));
        await Assert.ThrowsAsync<DamagedDataException>(async () => await reader.VectorsAsync(descriptor).FirstAsync());
        await Assert.ThrowsAsync<DamagedDataException>(async () => await reader.PrepareAsync([descriptor]));
    }

    private async Task ReadEverythingAsync()
    {
        await using var catalog = Open();
        await catalog.RootsAsync();
        await catalog.PicturesAsync();
        await catalog.RejectedAsync();
        foreach (var (descriptor, _) in await catalog.GenerationsAsync())
        {
            await catalog.DescribedAsync(descriptor);
            await catalog.ClustersAsync(descriptor);
            await catalog.VectorsAsync(descriptor);
        }

        await catalog.TotalsAsync();
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
