using Likeness.Cli.Output;

namespace Likeness.Cli.Tests;

public sealed class PlainDisplayTests
{
    [Fact]
    public void A_long_stage_speaks_once_in_ten_seconds()
    {
        using var notes = new StringWriter { NewLine = "\n" };
        var time = new ManualTime();
        var display = new PlainDisplay(notes, time);
        display.Begin("Reading pictures", 100);
        for (var done = 1; done <= 25; done++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            display.Reach(done);
        }

        Assert.Equal("Reading pictures 10/100\nReading pictures 20/100\n", notes.ToString());
    }

    private sealed class ManualTime : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Advance(TimeSpan by) => now += by.Ticks;
    }
}
