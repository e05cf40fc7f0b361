using Likeness.Neural.Training;

namespace Likeness.Tests.Training;

public sealed class BestEpochTests
{
    private static readonly Criterion Lowest = new(LossValidation.Loss, HigherIsBetter: false);

    [Theory]
    [InlineData(0)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.5, 0.4, 0.45)]
    [InlineData(2, 0.5, 0.4, 0.4)]
    [InlineData(3, 0.5, 0.6, 0.1)]
    public void It_is_the_first_of_the_lowest_validation_loss(int best, params double[] losses) =>
        Assert.Equal(best, Lowest.BestOf([.. losses.Select((loss, i) => Epoch(i, loss))]));

    [Fact]
    public void Without_validation_it_is_the_last() => Assert.Equal(3, Lowest.BestOf([Epoch(0, null), Epoch(1, null), Epoch(2, null)]));

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.5, 0.6, 0.6)]
    [InlineData(3, 0.5, 0.4, 0.9)]
    public void Of_a_precision_it_is_the_first_of_the_highest(int best, params double[] precisions) =>
        Assert.Equal(best, (Lowest with { HigherIsBetter = true }).BestOf([.. precisions.Select((precision, i) => Epoch(i, precision))]));

    private static EpochRecord Epoch(int epoch, double? validation) =>
        new(epoch + 1, 1.0 / (10 - epoch), MetricSet.None, MetricSet.Of((LossValidation.Loss, validation)), 1e-3, 1, 100);
}
