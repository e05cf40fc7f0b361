using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Search;
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
        Assert.Contains("Delete it and index again", damaged.Message, StringComparison.Ordinal);
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
        var busy = Assert.Throws<UnusableInputException>(() => catalog.SetDescriptor(new CatalogDescriptor("x", "y", 1, Metric.Cosine)));
        Assert.Contains("in use by another process", busy.Message, StringComparison.Ordinal);
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
