using System.Text;
using Likeness.Testing;
using Likeness.Testing.Descriptors;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Ranking;

/// <summary>Searches by several descriptors together.</summary>
public sealed class WeighedSearchTests : IDisposable
{
    private const int Count = 50;

    private readonly TemporaryFolder folder = new();
    private readonly FakeSource source = new();
    private readonly FakeDescriptor first = new("first");
    private readonly FakeDescriptor second = new("second", "c1", side: 3, dimensions: 27);

    public WeighedSearchTests() =>
        Library = ImageLibrary.Create(
            folder["library"], GivenDescriptor.Options(source, new GivenDescriptor(first), new GivenDescriptor(second)));

    private ImageLibrary Library { get; }

    public void Dispose()
    {
        Library.DisposeAsync().AsTask().Wait();
        first.Dispose();
        second.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.9, 0.1)]
    [InlineData(3, 1)]
    public async Task Distances_are_scaled_by_the_collections_weighed_and_added(double firstWeight, double secondWeight)
    {
        await FillAsync();
        var report = await Library.SearchAsync(Query(), By(firstWeight, secondWeight) with { K = 9 });

        var (byFirst, bySecond) = (Scale(4), Scale(27));
        Assert.Equal("first, second", report.Descriptor);
        Assert.Equal(["first", "second"], report.Weights.Select(part => part.Descriptor));
        Assert.Equal(byFirst, report.Weights[0].Scale, 1e-5);
        Assert.Equal(bySecond, report.Weights[1].Scale, 1e-5);
        Assert.Equal(1, report.Weights.Sum(part => part.Weight), 1e-12);
        var share = firstWeight / (firstWeight + secondWeight);
        Assert.Equal(share, report.Weights[0].Weight, 1e-12);
        var expected = Enumerable.Range(0, Count)
            .Select(i => (
                Path: PictureAt(i), First: Distance("the query", $"content {i}", 4), Second: Distance("the query", $"content {i}", 27)))
            .Select(hit => (hit.Path, hit.First, hit.Second, Fused: share * hit.First / byFirst + (1 - share) * hit.Second / bySecond))
            .OrderBy(hit => hit.Fused).Take(9).ToArray();
        Assert.Equal(expected.Select(hit => hit.Path), report.Hits.Select(hit => hit.Path));
        foreach (var (wanted, hit) in expected.Zip(report.Hits))
        {
            Assert.Equal(wanted.Fused, hit.Distance, 1e-5);
            Assert.Equal(["first", "second"], hit.Why.Select(part => part.Descriptor));
            Assert.Equal(wanted.First, hit.Why[0].Distance, 1e-5);
            Assert.Equal(wanted.Second, hit.Why[1].Distance, 1e-5);
        }
    }

    [Fact]
    public async Task A_descriptor_without_weight_is_not_asked_and_the_other_ranks_by_its_own_distances()
    {
        await FillAsync();
        var described = second.Described;
        var alone = await Library.SearchAsync(Query(), new SearchRequest { Descriptors = [new("first")] });
        var weighed = await Library.SearchAsync(Query(), By(2, 0));
        Assert.Equal(described, second.Described);
        Assert.Equal("first", weighed.Descriptor);
        Assert.Equal(alone.Hits.Select(hit => (hit.Path, hit.Distance)), weighed.Hits.Select(hit => (hit.Path, hit.Distance)));
        Assert.Equal(new DescriptorWeight("first", 1, 1), Assert.Single(weighed.Weights));
        Assert.All(weighed.Hits, hit => Assert.Equal(new DistancePart("first", hit.Distance), Assert.Single(hit.Why)));
    }

    [Fact]
    public async Task The_query_its_copies_and_its_count_are_treated_as_in_any_search()
    {
        await FillAsync();
        folder.Write("pictures/copy.pic", "content 7"u8);
        await Library.IndexAsync([folder["pictures"]], [first, second]);
        var without = await Library.SearchAsync(PictureAt(7), By(1, 1) with { K = Count + 5 });
        Assert.Equal(Count - 1, without.Hits.Count);
        Assert.DoesNotContain(without.Hits, hit => hit.Distance == 0);
        var with = await Library.SearchAsync(PictureAt(7), By(1, 1) with { K = 3, IncludeSelf = true, Copies = true });
        Assert.Equal(["7.pic", "copy.pic"], with.Hits.Take(2).Select(hit => Path.GetFileName(hit.Path)));
        Assert.Equal([0f, 0f], with.Hits.Take(2).Select(hit => hit.Distance));
        Assert.Equal([1, 1, 2, 3], with.Hits.Select(hit => hit.Rank));
        await Assert.ThrowsAsync<WrongSettingsException>(() => Library.SearchAsync(PictureAt(7), By(1, 1) with { K = 0 }));
    }

    [Fact]
    public async Task Pictures_that_one_descriptor_has_not_described_are_not_found_and_each_copy_of_them_is_counted()
    {
        await FillAsync();
        folder.Write("pictures/late.pic", "late"u8);
        folder.Write("pictures/late again.pic", "late"u8);
        await Library.IndexAsync([folder["pictures"]], [first]);
        var report = await Library.SearchAsync(Query(), By(1, 1) with { K = 1000 });
        Assert.Equal((2, Count), (report.WithoutVector, report.Hits.Count));
        Assert.DoesNotContain(report.Hits, hit => Path.GetFileName(hit.Path).StartsWith("late", StringComparison.Ordinal));
        Assert.All(report.Hits, hit => Assert.True(float.IsFinite(hit.Distance)));
        Assert.Equal((0, Count + 1), await Found(By(1, 0)));
        Assert.Equal((2, Count), await Found(By(0, 1)));

        async Task<(long, int)> Found(SearchRequest request)
        {
            var alone = await Library.SearchAsync(Query(), request with { K = 1000 });
            return (alone.WithoutVector, alone.Hits.Count);
        }
    }

    [Fact]
    public async Task A_library_from_before_there_was_the_descriptor_says_to_index_again()
    {
        folder.Write("pictures/a.pic", "one"u8);
        await Library.IndexAsync([folder["pictures"]], [first]);
        var refused = await Assert.ThrowsAsync<UnusableInputException>(() => Library.SearchAsync(Query(), By(1, 1)));
        Assert.Contains("no vectors of 'second'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Index", refused.Message, StringComparison.Ordinal);
        var unknown = new SearchRequest { Descriptors = [new("third")] };
        Assert.Contains(
            "third",
            (await Assert.ThrowsAsync<WrongSettingsException>(() => Library.SearchAsync(Query(), unknown))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_that_make_no_sense_are_refused_before_any_work()
    {
        foreach (var weight in (double[])[-1, double.NaN, double.PositiveInfinity])
            Assert.Contains("'second'", await RefusedAsync(new("first"), new("second", weight)), StringComparison.Ordinal);
        Assert.Contains("weight 0", await RefusedAsync(new("first", 0), new("second", 0)), StringComparison.Ordinal);
        Assert.Contains("first, first", await RefusedAsync(new("first"), new("first")), StringComparison.Ordinal);
        Assert.Equal(0, source.Opened);
    }

    private static SearchRequest By(double firstWeight, double secondWeight) =>
        new() { Descriptors = [new("first", firstWeight), new("second", secondWeight)] };

    private async Task<string> RefusedAsync(params DescriptorShare[] descriptors) => (await Assert.ThrowsAsync<WrongSettingsException>(
        () => Library.SearchAsync(folder["nowhere.pic"], new SearchRequest { Descriptors = descriptors }))).Message;

    private async Task FillAsync()
    {
        for (var i = 0; i < Count; i++) folder.Write($"pictures/{i}.pic", Encoding.UTF8.GetBytes($"content {i}"));
        await Library.IndexAsync([folder["pictures"]], [first, second]);
    }

    private string Query() => folder.Write("query.pic", "the query"u8);

    private string PictureAt(int i) => folder[$"pictures/{i}.pic"];

    /// <summary>The median distance of all pairs, there being fewer pictures than a sample has.</summary>
    private static double Scale(int dimensions)
    {
        var all = Enumerable.Range(0, Count);
        var distances = all.SelectMany(a => Enumerable.Range(0, a).Select(b => Distance($"content {a}", $"content {b}", dimensions)));
        double[] pairs = [.. distances.Order()];
        return (pairs[(pairs.Length - 1) / 2] + pairs[pairs.Length / 2]) / 2;
    }

    /// <summary>Between what the fakes make of two contents.</summary>
    private static double Distance(string a, string b, int dimensions)
    {
        byte[] x = ContentHash.Of(Encoding.UTF8.GetBytes(a)).ToBytes(), y = ContentHash.Of(Encoding.UTF8.GetBytes(b)).ToBytes();
        return Math.Sqrt(Enumerable.Range(0, dimensions).Sum(i => Math.Pow((x[i % x.Length] - y[i % y.Length]) / 255.0, 2)));
    }
}
