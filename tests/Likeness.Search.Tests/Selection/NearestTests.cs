using Likeness.Search.Selection;

namespace Likeness.Search.Tests.Selection;

public sealed class NearestTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(255, 10)]
    [InlineData(256, 256)]
    [InlineData(257, 20)]
    [InlineData(5000, 37)]
    [InlineData(7, 12)]
    public void The_nearest_are_those_that_sorting_gives(int count, int k)
    {
        var random = new Random(count);
        // Few different values: places decide.
        float[] distances = [.. Enumerable.Range(0, count).Select(_ => random.Next(40) / 8f)];
        var (nearest, places) = (new float[k], new long[k]);
        Nearest.Select(distances, nearest, places);
        int[] expected = [.. Enumerable.Range(0, count).OrderBy(i => distances[i]).ThenBy(i => i).Take(k)];
        Assert.Equal([.. expected.Select(i => (long)i), .. Enumerable.Repeat(-1L, k - expected.Length)], places);
        Assert.Equal([.. expected.Select(i => distances[i]), .. Enumerable.Repeat(float.PositiveInfinity, k - expected.Length)], nearest);
    }

    [Fact]
    public void No_room_is_no_result_and_unequal_room_is_refused()
    {
        Nearest.Select([1, 2], [], []);
        Assert.Throws<ArgumentException>(() => Nearest.Select([1, 2], new float[1], new long[2]));
    }
}
