using Likeness.Neural.Optimizers;

namespace Likeness.Neural.Tests.Optimizers;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void Constant_never_changes()
    {
        var schedule = LearningRateSchedule.Named("constant", 0.01, 10);
        Assert.Equal(0.01, schedule.At(0, 0));
        Assert.Equal(0.01, schedule.At(9, 12345));
    }

    [Theory]
    [InlineData(0, 0, 0.01)]
    [InlineData(0, 1, 0.01 / 1.0002)]
    [InlineData(3, 5000, 0.01 / 2)]
    public void Time_decays_with_every_step(int epoch, long step, double expected) =>
        Assert.Equal(expected, LearningRateSchedule.Named("time", 0.01, 50).At(epoch, step), 1e-15);

    [Theory]
    [InlineData(0, 1, 0.01)]
    [InlineData(20, 1, 0.005)]
    [InlineData(39, 1, 0.00025)]
    [InlineData(20, 2, 0.0025)]
    [InlineData(30, 0.5, 0.005)]
    public void Polynomial_falls_with_every_epoch_and_within_none(int epoch, double power, double expected)
    {
        var schedule = LearningRateSchedule.Named("polynomial", 0.01, 40, power);
        Assert.Equal(expected, schedule.At(epoch, 0), 1e-15);
        Assert.Equal(expected, schedule.At(epoch, 987), 1e-15);
    }

    [Fact]
    public void Every_name_has_its_schedule() => Assert.All(LearningRateSchedule.Names, n => Assert.Equal(0.1, LearningRateSchedule.Named(n, 0.1, 3).At(0, 0)));

    [Theory]
    [InlineData("cosine", 0.1, 1, 1, "\"cosine\"")]
    [InlineData("constant", 0, 1, 1, "learning-rate is 0")]
    [InlineData("constant", double.NaN, 1, 1, "learning-rate is NaN")]
    [InlineData("constant", double.PositiveInfinity, 1, 1, "learning-rate is")]
    [InlineData("time", 0.1, 0, 1, "epochs is 0")]
    [InlineData("polynomial", 0.1, 1, -1, "power is -1")]
    public void A_wrong_setting_is_named(string name, double rate, int epochs, double power, string named) =>
        Assert.Contains(named, Assert.Throws<WrongSettingsException>(() => LearningRateSchedule.Named(name, rate, epochs, power)).Message, StringComparison.Ordinal);
}
