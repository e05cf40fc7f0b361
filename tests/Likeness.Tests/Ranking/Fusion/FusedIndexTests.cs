using System.Text;
using Likeness.Library;
using Likeness.Ranking;
using Likeness.Ranking.Fusion;
using Likeness.Testing;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Ranking.Fusion;

public sealed class FusedIndexTests : IDisposable
{
    private const int Count = 50;

    private readonly TemporaryFolder folder = new();
    private readonly FakeSource source = new();
    private readonly FakeDescriptor codes = new();
    private readonly FakeDescriptor colour = new("colour", "c1", side: 3, dimensions: 27);

    private ImageLibrary Library => ImageLibrary.Create(folder["library"], source);

    public void Dispose()
    {
        codes.Dispose();
        colour.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.9, 0.1)]
    [InlineData(3, 1)]
    public void Distances_are_scaled_by_the_collections_weighed_and_added(double codesWeight, double colourWeight)
    {
        Fill();
        var report = Library.Search(Query(), [new WeightedDescriptor(codes, codesWeight), new WeightedDescriptor(colour, colourWeight)], new SearchRequest(9));

        var (byCodes, byColour) = (Scale(4), Scale(27));
        Assert.Equal(["codes", "colour"], report.Weights.Select(part => part.Descriptor));
        Assert.Equal(byCodes, report.Weights[0].Scale, 1e-5);
        Assert.Equal(byColour, report.Weights[1].Scale, 1e-5);
        Assert.Equal(1, report.Weights.Sum(part => part.Weight), 1e-12);
        var share = codesWeight / (codesWeight + colourWeight);
        var expected = Enumerable.Range(0, Count)
            .Select(i => (Path: PictureAt(i), Codes: Distance("the query", $"content {i}", 4), Colour: Distance("the query", $"content {i}", 27)))
            .Select(hit => (hit.Path, hit.Codes, hit.Colour, Fused: share * hit.Codes / byCodes + (1 - share) * hit.Colour / byColour))
            .OrderBy(hit => hit.Fused).Take(9).ToArray();
        Assert.Equal(expected.Select(hit => hit.Path), report.Hits.Select(hit => hit.Path));
        foreach (var (wanted, hit) in expected.Zip(report.Hits))
        {
            Assert.Equal(wanted.Fused, hit.Distance, 1e-5);
            Assert.Equal(["codes", "colour"], hit.Why.Select(part => part.Descriptor));
            Assert.Equal(wanted.Codes, hit.Why[0].Distance, 1e-5);
            Assert.Equal(wanted.Colour, hit.Why[1].Distance, 1e-5);
        }
    }

    [Fact]
    public void A_descriptor_without_weight_is_not_asked_and_the_other_ranks_by_its_own_distances()
    {
        Fill();
        var described = colour.Described;
        var alone = Library.Search(Query(), codes);
        var weighed = Library.Search(Query(), [new WeightedDescriptor(codes, 2), new WeightedDescriptor(colour, 0)]);
        Assert.Equal(described, colour.Described);
        Assert.Equal(alone.Hits.Select(hit => (hit.Path, hit.Distance)), weighed.Hits.Select(hit => (hit.Path, hit.Distance)));
        Assert.Equal(new DescriptorWeight("codes", 1, 1), Assert.Single(weighed.Weights));
        Assert.All(weighed.Hits, hit => Assert.Equal(new DistancePart("codes", hit.Distance), Assert.Single(hit.Why)));
    }

    [Fact]
    public void The_query_its_copies_and_its_count_are_treated_as_in_any_search()
    {
        Fill();
        folder.Write("pictures/copy.pic", "content 7"u8);
        Library.Index([folder["pictures"]], [codes, colour]);
        WeightedDescriptor[] both = [new(codes, 1), new(colour, 1)];
        var without = Library.Search(PictureAt(7), both, new SearchRequest(Count + 5));
        Assert.Equal(Count - 1, without.Hits.Count);
        Assert.DoesNotContain(without.Hits, hit => hit.Distance == 0);
        var with = Library.Search(PictureAt(7), both, new SearchRequest(3, IncludeSelf: true) { Copies = true });
        Assert.Equal(["7.pic", "copy.pic"], with.Hits.Take(2).Select(hit => Path.GetFileName(hit.Path)));
        Assert.Equal([0f, 0f], with.Hits.Take(2).Select(hit => hit.Distance));
        Assert.Equal([1, 1, 2, 3], with.Hits.Select(hit => hit.Rank));
        Assert.Throws<WrongSettingsException>(() => Library.Search(PictureAt(7), both, new SearchRequest(0)));
    }

    [Fact]
    public void Pictures_that_one_descriptor_has_not_described_are_not_found()
    {
        Fill();
        folder.Write("pictures/late.pic", "late"u8);
        Library.Index([folder["pictures"]], [codes]);
        var report = Library.Search(Query(), [new WeightedDescriptor(codes, 1), new WeightedDescriptor(colour, 1)], new SearchRequest(1000));
        var hits = report.Hits;
        Assert.Equal(1, report.WithoutVector);
        Assert.Equal(Count, hits.Count);
        Assert.DoesNotContain(hits, hit => hit.Path.EndsWith("late.pic", StringComparison.Ordinal));
        Assert.All(hits, hit => Assert.True(float.IsFinite(hit.Distance)));
    }

    [Fact]
    public void A_library_from_before_there_was_the_descriptor_says_to_index_again()
    {
        folder.Write("pictures/a.pic", "one"u8);
        Library.Index([folder["pictures"]], [codes]);
        var refused = Assert.Throws<UnusableInputException>(() => Library.Search(Query(), [new WeightedDescriptor(codes, 1), new WeightedDescriptor(colour, 1)]));
        Assert.Contains("no vectors of 'colour'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Index", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_make_no_sense_are_refused_before_any_work()
    {
        foreach (var weight in (double[])[-1, double.NaN, double.PositiveInfinity])
            Assert.Contains("'colour'", Refused(new(codes, 1), new(colour, weight)), StringComparison.Ordinal);
        Assert.Contains("weight 0", Refused(new(codes, 0), new(colour, 0)), StringComparison.Ordinal);
        Assert.Contains("codes, codes", Refused(new(codes, 1), new(codes, 1)), StringComparison.Ordinal);
        Assert.Equal(0, source.Opened);
    }

    private string Refused(params WeightedDescriptor[] descriptors) =>
        Assert.Throws<WrongSettingsException>(() => Library.Search(folder["nowhere.pic"], descriptors)).Message;

    private void Fill()
    {
        for (var i = 0; i < Count; i++) folder.Write($"pictures/{i}.pic", Encoding.UTF8.GetBytes($"content {i}"));
        Library.Index([folder["pictures"]], [codes, colour]);
    }

    private string Query() => folder.Write("query.pic", "the query"u8);

    private string PictureAt(int i) => folder[$"pictures/{i}.pic"];

    /// <summary>The median distance of all pairs, there being fewer pictures than a sample has.</summary>
    private static double Scale(int dimensions)
    {
        double[] pairs = [.. Enumerable.Range(0, Count).SelectMany(a => Enumerable.Range(0, a).Select(b => Distance($"content {a}", $"content {b}", dimensions))).Order()];
        return (pairs[(pairs.Length - 1) / 2] + pairs[pairs.Length / 2]) / 2;
    }

    /// <summary>Between what the fakes make of two contents.</summary>
    private static double Distance(string a, string b, int dimensions)
    {
        byte[] x = ContentHash.Of(Encoding.UTF8.GetBytes(a)).ToBytes(), y = ContentHash.Of(Encoding.UTF8.GetBytes(b)).ToBytes();
        return Math.Sqrt(Enumerable.Range(0, dimensions).Sum(i => Math.Pow((x[i % x.Length] - y[i % y.Length]) / 255.0, 2)));
    }
}
