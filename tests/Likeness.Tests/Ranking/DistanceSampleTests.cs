using System.Text;
using Likeness.Ranking;
using Likeness.Search;

namespace Likeness.Tests.Ranking;

public sealed class DistanceSampleTests
{
    [Fact]
    public void The_scale_is_the_median_of_all_pairs()
    {
        // On a line: distances 1, 3, 7, 2, 6, 4; in order 1 2 3 4 6 7.
        Assert.Equal(3.5, Scale([0, 1, 3, 7]));
        Assert.Equal(2, Scale([0, 1, 3])); // 1 2 3
        Assert.Equal(5, Scale([2, 7]));
    }

    [Fact]
    public void Vectors_of_several_numbers_are_compared_by_their_metric()
    {
        Assert.Equal(5, DistanceSample.Scale([0, 0, 3, 4], 2, Metric.Euclidean));
        Assert.Equal(1, DistanceSample.Scale([0, 2, 7, 0], 2, Metric.Cosine), 1e-6);
    }

    [Fact]
    public void Where_the_median_is_zero_the_mean_takes_its_place_and_where_nothing_differs_one()
    {
        Assert.Equal(8.0 / 10, Scale([0, 0, 0, 0, 2])); // four pairs of ten are 2 apart
        Assert.Equal(1, Scale([4, 4, 4]));
        Assert.Equal(1, Scale([4]));
        Assert.Equal(1, Scale([]));
    }

    [Fact]
    public void Of_many_contents_a_part_is_taken_and_always_the_same_whatever_the_order()
    {
        ContentHash[] contents = [.. Enumerable.Range(0, 2000).Select(Content)];
        var values = Enumerable.Range(0, 2000).Select(i => (i * 7919) % 1000 / 10f).ToArray();
        var scale = Scale(contents, values);
        var shuffled = Enumerable.Range(0, 2000).ToArray();
        new Random(3).Shuffle(shuffled);
        Assert.Equal(scale, Scale([.. shuffled.Select(i => contents[i])], [.. shuffled.Select(i => values[i])]));
        // Two numbers drawn from 0 to 100 are 100 × (1 − √½) apart in the median.
        Assert.InRange(scale, 26, 33);
        Assert.NotEqual(scale, Scale(contents[1000..], values[1000..]));
        Assert.Equal(DistanceSample.Size, DistanceSample.Choose(contents).Count());
    }

    [Fact]
    public void Copies_change_nothing() =>
        Assert.Equal(3, Scale([Content(0), Content(1), Content(1), Content(2), Content(1)], [0, 1, 1, 4, 1])); // 1 3 4

    private static double Scale(float[] values) => DistanceSample.Scale(values, 1, Metric.Euclidean);

    private static double Scale(ContentHash[] contents, float[] values) =>
        Scale([.. DistanceSample.Choose(contents).Select(i => values[i])]);

    private static ContentHash Content(int i) => ContentHash.Of(Encoding.UTF8.GetBytes($"content {i}"));
}
