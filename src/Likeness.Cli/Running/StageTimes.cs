using System.Diagnostics;
using System.Globalization;
using Likeness.Diagnostics;

namespace Likeness.Cli.Running;

/// <summary>Where <c>LIKENESS_TIMES</c> is set, tells how long the stages of the command took, each when it ends.</summary>
internal static class StageTimes
{
    private const string Variable = "LIKENESS_TIMES";

    /// <summary>Begins to listen if it is asked for; the first line is what passed since the process was started.</summary>
    /// <returns>To be disposed at the end of the program, when it tells the whole time; null if it is not asked for.</returns>
    public static IDisposable? Begin(TextWriter notes)
    {
        var asked = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(asked) || string.Equals(asked, "0", StringComparison.Ordinal)) return null;
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Stages.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = stage => Tell(notes, stage.OperationName, stage.Duration),
        };
        ActivitySource.AddActivityListener(listener);
        Tell(notes, "start of the runtime", SinceStart);
        return new Ending(notes, listener);
    }

    private static TimeSpan SinceStart
    {
        get
        {
            using var self = Process.GetCurrentProcess();
            return TimeProvider.System.GetUtcNow() - self.StartTime.ToUniversalTime();
        }
    }

    private static void Tell(TextWriter notes, string stage, TimeSpan time) => notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds,8:0.0} ms  {stage}"));

    private sealed class Ending(TextWriter notes, ActivityListener listener) : IDisposable
    {
        public void Dispose()
        {
            Tell(notes, "in all", SinceStart);
            listener.Dispose();
        }
    }
}
