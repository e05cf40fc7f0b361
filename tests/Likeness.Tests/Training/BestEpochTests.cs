using Likeness.Neural.Training;
using Likeness.Training;

namespace Likeness.Tests.Training;

public sealed class BestEpochTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.5, 0.4, 0.45)]
    [InlineData(2, 0.5, 0.4, 0.4)]
    [InlineData(3, 0.5, 0.6, 0.1)]
    public void It_is_the_first_of_the_lowest_validation_loss(int best, params double[] losses) =>
        Assert.Equal(best, BestEpoch.Of([.. losses.Select((loss, i) => Epoch(i, loss))]));

    [Fact]
    public void Without_validation_it_is_the_last() => Assert.Equal(3, BestEpoch.Of([Epoch(0, null), Epoch(1, null), Epoch(2, null)]));

    private static EpochRecord Epoch(int epoch, double? validation) => new(epoch + 1, 1.0 / (10 - epoch), 0.1, validation, validation, 1e-3, 1, 100);
}
