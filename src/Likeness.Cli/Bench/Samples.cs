using System.Diagnostics;

namespace Likeness.Cli.Bench;

/// <summary>Repeats work and keeps the times.</summary>
internal static class Samples
{
    /// <summary>The median time of some runs in milliseconds, after some that do not count.</summary>
    public static double Median(int runs, int warmUp, CancellationToken cancelled, Action work) => Medians(runs, warmUp, cancelled, work)[0];

    /// <summary>The median times of several kinds of work in milliseconds, done in turn: what slows the machine down for a while slows down all.</summary>
    public static double[] Medians(int runs, int warmUp, CancellationToken cancelled, params Action[] works)
    {
        var times = Array.ConvertAll(works, _ => new double[runs]);
        for (var run = -warmUp; run < runs; run++)
        {
            for (var i = 0; i < works.Length; i++)
            {
                cancelled.ThrowIfCancellationRequested();
                var started = TimeProvider.System.GetTimestamp();
                works[i]();
                if (run >= 0) times[i][run] = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
            }
        }

        return Array.ConvertAll(times, Median);
    }

    /// <summary>The middle one in size.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>The largest memory that the process has had.</summary>
    public static long PeakMemoryBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
