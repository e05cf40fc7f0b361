using System.Text;
using Likeness.Descriptors;
using Likeness.Descriptors.Processing;
using Likeness.Indexing;
using Likeness.Library;
using Likeness.Ranking;
using Likeness.Testing;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Library;

public sealed class PostProcessingTests : IDisposable
{
    private const string Name = "fake";

    private readonly TemporaryFolder folder = new();
    private readonly FakeSource source = new();
    private readonly Fakes kind = new();

    private ImageLibrary Library => ImageLibrary.Create(folder["library"], source, DescriptorRegistry.Standard.With(kind));

    [Fact]
    public void Components_are_fitted_to_the_librarys_vectors_and_no_picture_is_opened_for_it_again()
    {
        Write(0, 30);
        Index(null);
        source.Reset();
        var notes = Index(Pca(2));
        Assert.Equal(0, source.Opened);
        Assert.Contains("2 principal components of 30 vectors", Assert.Single(notes), StringComparison.Ordinal);
        Assert.Equal(2, Library.Info().Descriptors.Single().Descriptor.Dimensions);
        AssertSearches();
    }

    [Fact]
    public void Pictures_that_come_later_are_described_with_the_components_that_there_are()
    {
        Write(0, 30);
        Index(Pca(2));
        var before = Fingerprint();
        Write(30, 40);
        Assert.Empty(Index(null));
        Assert.Equal(before, Fingerprint());
        Assert.Equal(40, Library.Info().Descriptors.Single().Vectors);
        AssertSearches();
    }

    [Fact]
    public void Other_settings_are_fitted_anew_and_none_brings_the_vectors_back_as_they_were()
    {
        Write(0, 30);
        Index(null);
        var raw = Fingerprint();
        Index(Pca(2));
        var two = Fingerprint();
        Index(Pca(3) with { Mirror = true, Normalise = true });
        Assert.Equal(3, Library.Info().Descriptors.Single().Descriptor.Dimensions);
        AssertSearches();
        Index(PostProcessing.None);
        Assert.Equal(raw, Fingerprint());
        Assert.Empty(Directory.EnumerateFiles(Library.Layout.Descriptors));
        Index(Pca(2));
        Assert.Equal(two, Fingerprint());
    }

    [Fact]
    public void Cut_off_before_the_fit_the_library_is_of_use_and_the_next_run_fits()
    {
        Write(0, 30);
        using var stop = new CancellationTokenSource();
        var opened = new List<string>();
        source.BeforeOpen = path =>
        {
            opened.Add(path);
            if (opened.Count == 20) stop.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(() => Index(Pca(2), stop.Token));
        source.BeforeOpen = _ => { };
        Assert.Equal(4, Library.Info().Descriptors.Single().Descriptor.Dimensions);
        AssertSearches(opened[0]);
        Assert.Contains("fake: 2 principal components of 30", Assert.Single(Index(null)), StringComparison.Ordinal);
        AssertSearches();
    }

    [Fact]
    public void Cut_off_between_the_fit_and_the_vectors_the_next_run_turns_them_without_opening_pictures()
    {
        Write(0, 30);
        Index(null);
        var catalog = File.ReadAllBytes(Library.Layout.Catalog);
        Index(Pca(2));
        var fitted = Fingerprint();
        foreach (var beside in (string[])["-wal", "-shm"]) File.Delete(Library.Layout.Catalog + beside);
        File.WriteAllBytes(Library.Layout.Catalog, catalog);
        source.Reset();
        Index(null);
        Assert.Equal((0, fitted), (source.Opened, Fingerprint()));
        AssertSearches();
    }

    [Fact]
    public void When_what_makes_the_vectors_changes_the_components_are_fitted_anew()
    {
        Write(0, 30);
        Index(Pca(2));
        (kind.Fingerprint, kind.Dimensions) = ("f2", 5);
        Assert.Throws<DamagedDataException>(AssertSearches);
        Assert.Single(Index(null));
        AssertSearches();
    }

    [Fact]
    public void Too_few_pictures_or_too_many_components_are_refused_before_anything_is_written()
    {
        Write(0, 4);
        Assert.Contains("there are 4 pictures", Assert.Throws<WrongSettingsException>(() => Index(Pca(4))).Message, StringComparison.Ordinal);
        Assert.Contains("1 to 4", Assert.Throws<WrongSettingsException>(() => Index(Pca(5))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Library.Layout.Descriptors));
        Assert.Empty(Library.Info().Descriptors);
    }

    [Fact]
    public void A_vector_too_long_to_be_projected_is_not_stored_and_its_picture_is_listed()
    {
        Write(0, 30);
        kind.Huge = ContentHash.Of("content 7"u8).ToBytes()[0];
        var notes = Index(Pca(2));
        Assert.Contains("fake: 1 of 30 vectors", notes[1], StringComparison.Ordinal);
        Assert.Equal(29, Library.Info().Descriptors.Single().Vectors);
        using (var descriptor = Library.OpenDescriptor(Name)) Assert.Equal(28, Library.Search(folder["pictures/3.pic"], descriptor, new SearchRequest(100)).Hits.Count);
        var again = Library.Index([folder["pictures"]], new IndexRequest { Descriptors = [Name], Threads = 1 });
        Assert.Equal(folder["pictures/7.pic"], Assert.Single(again.Skipped).Path);
    }

    [Fact]
    public void A_damaged_file_is_named_and_nothing_is_compared()
    {
        Write(0, 30);
        Index(Pca(2));
        var file = Directory.EnumerateFiles(Library.Layout.Descriptors).Single();
        var bytes = File.ReadAllBytes(file);
        bytes[^3] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Contains(file, Assert.Throws<DamagedDataException>(AssertSearches).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static PostProcessing Pca(int components) => new() { Components = components, Whitening = 0.25 };

    private string Fingerprint() => Library.Info().Descriptors.Single().Descriptor.Fingerprint;

    private List<string> Index(PostProcessing? processing, CancellationToken cancelled = default)
    {
        var notes = new List<string>();
        Library.Index([folder["pictures"]], new IndexRequest { Descriptors = [Name], PostProcessing = processing, Threads = 1 }, note: notes.Add, cancellationToken: cancelled);
        return notes;
    }

    private void AssertSearches() => AssertSearches(folder["pictures/3.pic"]);

    private void AssertSearches(string picture)
    {
        using var descriptor = Library.OpenDescriptor(Name, few: true);
        var hits = Library.Search(picture, descriptor, new SearchRequest(3, IncludeSelf: true)).Hits;
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
