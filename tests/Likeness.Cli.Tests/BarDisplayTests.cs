using Likeness.Cli.Output;
using Likeness.Neural.Training;

namespace Likeness.Cli.Tests;

public sealed class BarDisplayTests
{
    [Fact]
    public void The_bar_shows_finished_epochs_and_returns_what_the_work_returned()
    {
        using var notes = new StringWriter();
        var answer = BarDisplay.Run(notes, progress =>
        {
            progress.Begin("Reading [pictures]", 2);
            progress.Reach(2);
            progress.Begin("Training", 10);
            progress.EndEpoch(new(1, 0.5, MetricSet.None, MetricSet.Of("loss", 0.25), 1e-3, 2, 100), 2);
            return 42;
        });
        Assert.Equal(42, answer);
        Assert.Contains("Epoch 1/2  loss 0.5000  val_loss 0.2500  100 pictures/s  2.0 s", notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_work_throws_comes_through()
    {
        using var notes = new StringWriter();
        Assert.Throws<UnusableInputException>(() => BarDisplay.Run<int>(notes, _ => throw new UnusableInputException("no pictures")));
    }
}
