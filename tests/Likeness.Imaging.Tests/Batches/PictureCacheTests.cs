using Likeness.Imaging.Batches;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Scanning;

namespace Likeness.Imaging.Tests.Batches;

public sealed class PictureCacheTests(CacheFixture fixture) : IClassFixture<CacheFixture>
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Bad_pictures_are_listed_and_stop_nothing(int threads)
    {
        var cache = fixture.Cache(threads: threads);
        Assert.Equal(CacheFixture.Count, cache.Pictures.Count);
        Assert.Equal(["p03-empty.jpg", "p11-text.jpg", "p17-cut.jpg"], cache.Skipped.Select(s => Path.GetFileName(s.Path)));
        Assert.All(cache.Skipped, s => Assert.NotEmpty(s.Reason));
        Assert.All(cache.Pictures, p => Assert.Equal(ContentHash.OfFile(p.File.FullPath), p.Hash));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(1000, CacheFixture.Count)]
    public void Within_and_beyond_the_budget_the_pictures_are_the_same(int pictures, int most)
    {
        var cache = fixture.Cache(budget: (long)pictures * CacheFixture.Height * CacheFixture.Width * 3);
        Assert.InRange(cache.KeptCount, Math.Max(0, most - 1), most); // a bad picture among the first leaves its share unused
        using var reader = cache.CreateReader();
        var pixels = new byte[cache.PictureBytes];
        for (var i = 0; i < cache.Pictures.Count; i++)
        {
            cache.Read(i, reader, pixels);
            Assert.Equal(CacheFixture.Picture(i).Rgb, pixels);
        }
    }

    [Fact]
    public void Progress_counts_every_file_once()
    {
        var counts = new List<int>();
        PictureCache.Preload(fixture.Files, new PictureCacheOptions { Height = 8, Width = 8, Threads = 3 }, counts.Add);
        Assert.Equal(Enumerable.Range(1, fixture.Files.Count), counts);
    }

    [Fact]
    public void Nothing_that_decodes_is_refused()
    {
        List<PictureFile> bad = [.. fixture.Files.Where(f => f.RelativePath.Contains('-'))];
        Assert.Contains("none of 3", Refuse(bad), StringComparison.Ordinal);
        Assert.NotEmpty(Refuse([]));

        static string Refuse(IReadOnlyList<PictureFile> files) => Assert.Throws<UnusableInputException>(
            () => PictureCache.Preload(files, new PictureCacheOptions { Height = 8, Width = 8 })).Message;
    }

    [Fact]
    public void Preloading_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => PictureCache.Preload(
            fixture.Files, new PictureCacheOptions { Height = 8, Width = 8, Threads = 2 }, _ => cancel.Cancel(), cancel.Token));
    }

    [Theory]
    [InlineData(0, 8, 1, 0)]
    [InlineData(8, 8, 0, 0)]
    [InlineData(8, 8, 1, -1)]
    public void Settings_are_checked(int height, int width, int threads, long budget) => Assert.Throws<WrongSettingsException>(
        () => PictureCache.Preload(fixture.Files, new PictureCacheOptions { Height = height, Width = width, Threads = threads, ByteBudget = budget }));
}
