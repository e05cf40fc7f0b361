using Likeness.Evaluation;

namespace Likeness.Tests.Evaluation;

public sealed class BootstrapIntervalTests
{
    [Fact]
    public void It_holds_the_mean_of_ten_thousand_within_the_width_that_the_normal_distribution_gives()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 10_000).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0)];
        var (low, high) = BootstrapInterval.Of(values);
        var width = 2 * 1.96 * Math.Sqrt(0.3 * 0.7 / values.Length);
        Assert.InRange(values.Average(), low, high);
        Assert.InRange(high - low, 0.9 * width, 1.1 * width);
        Assert.Equal((low, high), BootstrapInterval.Of(values));
    }

    [Fact]
    public void Numbers_that_are_all_the_same_leave_no_doubt() => Assert.Equal((0.5, 0.5), BootstrapInterval.Of([0.5, 0.5, 0.5]));
}
