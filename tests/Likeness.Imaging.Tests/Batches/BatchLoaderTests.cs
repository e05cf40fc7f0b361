using Likeness.Imaging.Batches;

namespace Likeness.Imaging.Tests.Batches;

public sealed class BatchLoaderTests(CacheFixture fixture) : IClassFixture<CacheFixture>
{
    private const int PictureFloats = CacheFixture.Height * CacheFixture.Width * 3;
    private static readonly int[] All = [.. Enumerable.Range(0, CacheFixture.Count)];

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(23, true)]
    [InlineData(100, true)]
    public void Every_picture_comes_once_an_epoch(int batchSize, bool shuffle)
    {
        using var loader = new BatchLoader(fixture.Cache(), All, new BatchOptions { BatchSize = batchSize, Shuffle = shuffle });
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var seen = ReadEpoch(loader, epoch);
            Assert.Equal(All, seen.Select(s => s.Picture).Order());
            Assert.Equal(!shuffle, seen.Select(s => s.Picture).SequenceEqual(All));
            Assert.DoesNotContain(seen, s => s.Mirrored);
        }
    }

    [Fact]
    public void Order_and_mirroring_depend_on_seed_and_epoch_alone()
    {
        PictureCache kept = fixture.Cache(), again = fixture.Cache(budget: 0, threads: 1);
        using var a = new BatchLoader(kept, All, Options(7, 4));
        using var b = new BatchLoader(again, All, Options(7, 6) with { PreparedBatches = 1 });
        using var other = new BatchLoader(kept, All, Options(8, 4));
        List<Seen> first = ReadEpoch(a, 0), second = ReadEpoch(a, 1);
        Assert.Equal(second, ReadEpoch(b, 1)); // another epoch first, another batch size, decoded again
        Assert.Equal(first, ReadEpoch(b, 0));
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, ReadEpoch(other, 0));
        Assert.Contains(first, s => s.Mirrored);
        Assert.Contains(first, s => !s.Mirrored);

        static BatchOptions Options(long seed, int size) => new() { BatchSize = size, Seed = seed, Flip = true };
    }

    [Fact]
    public void About_half_of_the_pictures_are_mirrored()
    {
        using var loader = new BatchLoader(fixture.Cache(), All, new BatchOptions { BatchSize = 8, Flip = true });
        var mirrored = 0;
        for (var epoch = 0; epoch < 40; epoch++)
            mirrored += ReadEpoch(loader, epoch).Count(s => s.Mirrored);
        Assert.InRange(mirrored, 400, 520);
    }

    [Fact]
    public void Mirroring_is_drawn_anew_each_epoch_also_where_the_order_stays()
    {
        using var loader = new BatchLoader(fixture.Cache(), All, new BatchOptions { BatchSize = 8, Flip = true, Shuffle = false });
        Assert.NotEqual(ReadEpoch(loader, 0), ReadEpoch(loader, 1));
    }

    [Fact]
    public void A_subset_stays_a_subset_and_numbers_are_bytes_by_255()
    {
        using var loader = new BatchLoader(fixture.Cache(), [20, 5], new BatchOptions { BatchSize = 32, Shuffle = false });
        var batch = new float[loader.BatchFloats];
        Assert.Equal(2 * PictureFloats, loader.BatchFloats);
        Assert.Equal(1, loader.BatchCount);
        loader.BeginEpoch(0);
        Assert.Equal(2, loader.Read(batch));
        Assert.Equal(CacheFixture.Picture(20).Rgb.Select(b => b / 255f), batch[..PictureFloats]);
        Assert.Equal(CacheFixture.Picture(5).Rgb.Select(b => b / 255f), batch[PictureFloats..]);
        Assert.Equal(0, loader.Read(batch));
        Assert.Equal(0, loader.Read(batch));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Grey_batches_have_one_number_a_pixel_mirrored_as_in_colour(bool flip)
    {
        var options = new BatchOptions { BatchSize = 5, Flip = flip };
        using var colour = new BatchLoader(fixture.Cache(), All, options);
        using var grey = new BatchLoader(fixture.Cache(budget: 0), All, options with { Grey = true });
        Assert.Equal(colour.BatchFloats, 3 * grey.BatchFloats);
        var (colours, greys) = (new float[colour.BatchFloats], new float[grey.BatchFloats]);
        colour.BeginEpoch(1);
        grey.BeginEpoch(1);
        for (int count; (count = grey.Read(greys)) > 0;)
        {
            Assert.Equal(count, colour.Read(colours));
            // The fixture's pictures have three equal channels, so that grey is each of them.
            Assert.Equal(colours.Where((_, i) => i % 3 == 0).Take(count * PictureFloats / 3), greys.Take(count * PictureFloats / 3));
        }
    }

    [Fact]
    public void An_epoch_can_be_left_at_any_batch()
    {
        using var loader = new BatchLoader(fixture.Cache(budget: 0), All, new BatchOptions { BatchSize = 2, Shuffle = false });
        var batch = new float[loader.BatchFloats];
        for (var leave = 0; leave < 12; leave++)
        {
            loader.BeginEpoch(leave);
            for (var i = 0; i < leave; i++)
                loader.Read(batch);
        }
        Assert.Equal(All, ReadEpoch(loader, 0).Select(s => s.Picture));
    }

    [Fact]
    public void A_picture_that_vanishes_is_reported_to_the_reader()
    {
        using var own = new CacheFixture();
        var cache = own.Cache(budget: 0);
        File.Delete(cache.Pictures[9].File.FullPath);
        using var loader = new BatchLoader(cache, All, new BatchOptions { BatchSize = 4, Shuffle = false });
        var batch = new float[loader.BatchFloats];
        loader.BeginEpoch(0);
        Assert.Equal(4, loader.Read(batch));
        Assert.Equal(4, loader.Read(batch));
        Assert.Contains("p09.png", Assert.Throws<UnusableInputException>(() => loader.Read(batch)).Message, StringComparison.Ordinal);
        Assert.Equal(0, loader.Read(batch));
    }

    [Fact]
    public void A_picture_that_vanishes_can_be_left_out_from_then_on()
    {
        using var own = new CacheFixture();
        var cache = own.Cache(budget: 0);
        using var loader = new BatchLoader(cache, All, new BatchOptions { BatchSize = 4, LeaveOutLost = true });
        var before = ReadEpoch(loader, 3).Select(s => s.Picture).ToArray();
        File.Delete(cache.Pictures[9].File.FullPath);
        File.WriteAllText(cache.Pictures[20].File.FullPath, "no picture any more");
        Assert.Equal(before.Where(picture => picture is not (9 or 20)), ReadEpoch(loader, 3).Select(s => s.Picture));
        Assert.Equal([cache.Pictures[9].File.FullPath, cache.Pictures[20].File.FullPath], cache.Lost.Select(lost => lost.Path));
        Assert.All(cache.Lost, lost => Assert.Contains("left out from then on", lost.Reason, StringComparison.Ordinal));

        File.Copy(cache.Pictures[8].File.FullPath, cache.Pictures[9].File.FullPath);
        Assert.Equal(CacheFixture.Count - 2, ReadEpoch(loader, 4).Count);
    }

    [Fact]
    public void A_place_whose_picture_is_gone_leaves_all_others_where_they_were()
    {
        using var whole = new BatchLoader(fixture.Cache(), All, new BatchOptions { BatchSize = 4, Flip = true });
        int[] without = [.. All.Select(picture => picture == 5 ? BatchLoader.Gone : picture)];
        using var loader = new BatchLoader(fixture.Cache(), without, new BatchOptions { BatchSize = 4, Flip = true });
        Assert.Equal(ReadEpoch(whole, 7).Where(shown => shown.Picture != 5), ReadEpoch(loader, 7));
    }

    [Fact]
    public void A_batch_of_which_nothing_is_left_is_not_the_end_of_the_epoch()
    {
        int[] chosen = [0, 1, BatchLoader.Gone, BatchLoader.Gone, 2, 3];
        using var loader = new BatchLoader(fixture.Cache(), chosen, new BatchOptions { BatchSize = 2, Shuffle = false });
        Assert.Equal([0, 1, 2, 3], ReadEpoch(loader, 0).Select(s => s.Picture));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(6)]
    public void An_epoch_can_be_begun_at_any_batch(int first)
    {
        using var loader = new BatchLoader(fixture.Cache(), All, new BatchOptions { BatchSize = 4 });
        Assert.Equal(ReadEpoch(loader, 2).Skip(4 * first), ReadEpoch(loader, 2, first));
    }

    [Fact]
    public void Waiting_can_be_cancelled_and_disposing_twice_does_no_harm()
    {
        var loader = new BatchLoader(fixture.Cache(), All, new BatchOptions { BatchSize = 4 });
        var batch = new float[loader.BatchFloats];
        loader.BeginEpoch(0);
        Assert.Throws<OperationCanceledException>(() => loader.Read(batch, new CancellationToken(canceled: true)));
        loader.Dispose();
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => loader.BeginEpoch(1));
    }

    [Fact]
    public void Settings_are_checked()
    {
        var cache = fixture.Cache();
        Assert.Throws<WrongSettingsException>(() => new BatchLoader(cache, All, new BatchOptions { BatchSize = 0 }));
        Assert.Throws<WrongSettingsException>(() => new BatchLoader(cache, All, new BatchOptions { BatchSize = 1, PreparedBatches = 0 }));
        Assert.Throws<WrongSettingsException>(() => new BatchLoader(cache, [], new BatchOptions { BatchSize = 1 }));
        Assert.Throws<WrongSettingsException>(() => new BatchLoader(cache, [CacheFixture.Count], new BatchOptions { BatchSize = 1 }));
        using var loader = new BatchLoader(cache, All, new BatchOptions { BatchSize = 4 });
        Assert.Throws<WrongSettingsException>(() => loader.Read(new float[loader.BatchFloats - 1]));
    }

    private sealed record Seen(int Picture, bool Mirrored);

    private static List<Seen> ReadEpoch(BatchLoader loader, int epoch, int firstBatch = 0)
    {
        var seen = new List<Seen>();
        var batch = new float[loader.BatchFloats];
        loader.BeginEpoch(epoch, firstBatch);
        for (int count; (count = loader.Read(batch)) > 0;)
        {
            for (var i = 0; i < count; i++)
            {
                var left = (int)MathF.Round(batch[i * PictureFloats] * 255);
                seen.Add(new Seen(left / 10, left % 10 == 1));
            }
        }
        return seen;
    }
}
