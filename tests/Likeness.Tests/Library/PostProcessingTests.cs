using System.Text;
using Likeness.Descriptors;
using Likeness.Descriptors.Processing;
using Likeness.Library;
using Likeness.Testing;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Library;

public sealed class PostProcessingTests : IDisposable
{
    private const string Name = "fake";

    private readonly TemporaryFolder folder = new();
    private readonly FakeSource source = new();
    private readonly Fakes kind = new();

    public PostProcessingTests() => Library = Open();

    private ImageLibrary Library { get; set; }

    [Fact]
    public async Task Components_are_fitted_to_the_librarys_vectors_and_no_picture_is_opened_for_it_again()
    {
        Write(0, 30);
        await IndexAsync(null);
        source.Reset();
        var notes = await IndexAsync(Pca(2));
        Assert.Equal(0, source.Opened);
        Assert.Contains("2 principal components of 30 vectors", Assert.Single(notes), StringComparison.Ordinal);
        Assert.Equal(2, (await Library.InfoAsync()).Descriptors.Single().Descriptor.Dimensions);
        await AssertSearchesAsync();
    }

    [Fact]
    public async Task Pictures_that_come_later_are_described_with_the_components_that_there_are()
    {
        Write(0, 30);
        await IndexAsync(Pca(2));
        var before = await FingerprintAsync();
        Write(30, 40);
        Assert.Empty(await IndexAsync(null));
        Assert.Equal(before, await FingerprintAsync());
        Assert.Equal(40, (await Library.InfoAsync()).Descriptors.Single().Vectors);
        await AssertSearchesAsync();
    }

    [Fact]
    public async Task Other_settings_are_fitted_anew_and_none_brings_the_vectors_back_as_they_were()
    {
        Write(0, 30);
        await IndexAsync(null);
        var raw = await FingerprintAsync();
        await IndexAsync(Pca(2));
        var two = await FingerprintAsync();
        await IndexAsync(Pca(3) with { Mirror = true, Normalise = true });
        Assert.Equal(3, (await Library.InfoAsync()).Descriptors.Single().Descriptor.Dimensions);
        await AssertSearchesAsync();
        await IndexAsync(PostProcessing.None);
        Assert.Equal(raw, await FingerprintAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Library.Layout.Descriptors));
        await IndexAsync(Pca(2));
        Assert.Equal(two, await FingerprintAsync());
    }

    [Fact]
    public async Task Cut_off_before_the_fit_the_library_is_of_use_and_the_next_run_fits()
    {
        Write(0, 30);
        using var stop = new CancellationTokenSource();
        var opened = new List<string>();
        source.BeforeOpen = path =>
        {
            opened.Add(path);
            if (opened.Count == 20) stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => IndexAsync(Pca(2), stop.Token));
        source.BeforeOpen = _ => { };
        Assert.Equal(4, (await Library.InfoAsync()).Descriptors.Single().Descriptor.Dimensions);
        await AssertSearchesAsync(opened[0]);
        Assert.Contains("fake: 2 principal components of 30", Assert.Single(await IndexAsync(null)), StringComparison.Ordinal);
        await AssertSearchesAsync();
    }

    [Fact]
    public async Task Cut_off_between_the_fit_and_the_vectors_the_next_run_turns_them_without_opening_pictures()
    {
        Write(0, 30);
        await IndexAsync(null);
        await Library.DisposeAsync();
        var catalog = File.ReadAllBytes(Library.Layout.Catalog);
        Library = Open();
        await IndexAsync(Pca(2));
        var fitted = await FingerprintAsync();
        await Library.DisposeAsync();
        foreach (var beside in (string[])["-wal", "-shm"]) File.Delete(Library.Layout.Catalog + beside);
        File.WriteAllBytes(Library.Layout.Catalog, catalog);
        Library = Open();
        source.Reset();
        await IndexAsync(null);
        Assert.Equal((0, fitted), (source.Opened, await FingerprintAsync()));
        await AssertSearchesAsync();
    }

    [Fact]
    public async Task When_what_makes_the_vectors_changes_the_components_are_fitted_anew()
    {
        Write(0, 30);
        await IndexAsync(Pca(2));
        (kind.Fingerprint, kind.Dimensions) = ("f2", 5);
        await Assert.ThrowsAsync<DamagedDataException>(AssertSearchesAsync);
        Assert.Single(await IndexAsync(null));
        await AssertSearchesAsync();
    }

    [Fact]
    public async Task Too_few_pictures_or_too_many_components_are_refused_before_anything_is_written()
    {
        Write(0, 4);
        Assert.Contains(
            "there are 4 pictures",
            (await Assert.ThrowsAsync<WrongSettingsException>(() => IndexAsync(Pca(4)))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "1 to 4", (await Assert.ThrowsAsync<WrongSettingsException>(() => IndexAsync(Pca(5)))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Library.Layout.Descriptors));
        Assert.Empty((await Library.InfoAsync()).Descriptors);
    }

    [Fact]
    public async Task A_vector_too_long_to_be_projected_is_not_stored_and_its_picture_is_listed()
    {
        Write(0, 30);
        kind.Huge = ContentHash.Of("content 7"u8).ToBytes()[0];
        var notes = await IndexAsync(Pca(2));
        Assert.Contains("fake: 1 of 30 vectors", notes[1], StringComparison.Ordinal);
        Assert.Equal(29, (await Library.InfoAsync()).Descriptors.Single().Vectors);
        Assert.Equal(28, (await Library.SearchAsync(folder["pictures/3.pic"], new SearchRequest { K = 100 })).Hits.Count);
        var again = await Library.IndexAsync([folder["pictures"]], new IndexRequest { Descriptors = [Name], Threads = 1 });
        Assert.Equal(folder["pictures/7.pic"], Assert.Single(again.Skipped).Path);
    }

    [Fact]
    public async Task A_damaged_file_is_named_and_nothing_is_compared()
    {
        Write(0, 30);
        await IndexAsync(Pca(2));
        var file = Directory.EnumerateFiles(Library.Layout.Descriptors).Single();
        var bytes = File.ReadAllBytes(file);
        bytes[^3] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Contains(file, (await Assert.ThrowsAsync<DamagedDataException>(AssertSearchesAsync)).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Library.DisposeAsync().AsTask().Wait();
        folder.Dispose();
    }

    private ImageLibrary Open() =>
        ImageLibrary.Create(
            folder["library"], new LibraryOptions { Source = source, Descriptors = DescriptorRegistry.Standard.With(kind) });

    private static PostProcessing Pca(int components) => new() { Components = components, Whitening = 0.25 };

    private async Task<string> FingerprintAsync() =>
        (await Library.InfoAsync()).Descriptors.Single().Descriptor.Fingerprint;

    private async Task<List<string>> IndexAsync(PostProcessing? processing, CancellationToken cancelled = default)
    {
        var heard = new HeardProgress();
        var request = new IndexRequest { Descriptors = [Name], PostProcessing = processing, Threads = 1 };
        await Library.IndexAsync([folder["pictures"]], request, heard, cancelled);
        return heard.Notes;
    }

    private Task AssertSearchesAsync() => AssertSearchesAsync(folder["pictures/3.pic"]);

    private async Task AssertSearchesAsync(string picture)
    {
        var hits = (await Library.SearchAsync(picture, new SearchRequest { K = 3, IncludeSelf = true })).Hits;
        Assert.Equal(picture, hits[0].Path);
        Assert.Equal(0, hits[0].Distance, 1e-4);
    }

    private void Write(int from, int to)
    {
        for (var i = from; i < to; i++) folder.Write($"pictures/{i}.pic", Encoding.UTF8.GetBytes($"content {i}"));
    }

    private sealed class Fakes : IDescriptorSource
    {
        public string Fingerprint { get; set; } = "f1";

        public int Dimensions { get; set; } = 4;

        public int? Huge { get; set; }

        public string Name => PostProcessingTests.Name;

        public bool IsIn(LibraryLayout library) => true;

        public IDescriptor Open(DescriptorOpening opening) => new FakeDescriptor(Name, Fingerprint, dimensions: Dimensions) { Huge = Huge };
    }
}
