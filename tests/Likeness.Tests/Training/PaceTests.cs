using Likeness.Training;

namespace Likeness.Tests.Training;

public sealed class PaceTests
{
    private readonly SetClock clock = new();

    [Fact]
    public void Work_is_not_done_more_often_than_is_set()
    {
        var pace = new Pace(TimeSpan.FromSeconds(60), clock);
        Assert.Equal([60, 120, 180], Times(pace, seconds: 200, cost: 0));
    }

    [Fact]
    public void Costly_work_takes_a_twentieth_of_the_time()
    {
        var pace = new Pace(TimeSpan.Zero, clock);
        Assert.Equal([1, 101], Times(pace, seconds: 200, cost: 5));
    }

    private List<int> Times(Pace pace, int seconds, int cost)
    {
        var times = new List<int>();
        while (clock.Seconds < seconds)
        {
            clock.Seconds++;
            pace.IfDue(() =>
            {
                times.Add(clock.Seconds);
                clock.Seconds += cost;
            });
        }

        return times;
    }

    private sealed class SetClock : TimeProvider
    {
        public int Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
