using System.Diagnostics;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Sends a signal to a running program as soon as it has come as far as the test wants.</summary>
internal static class Signals
{
    // No test depends on it: it ends waits for what never comes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Waits until something is so, then sends the signal.</summary>
    /// <param name="signal">INT, TERM or KILL.</param>
    /// <param name="isSo">Asked again and again while the program runs.</param>
    public static Func<Process, Task> When(string signal, Func<bool> isSo) => async process =>
    {
        var until = DateTimeOffset.UtcNow + Patience;
        while (!isSo() && DateTimeOffset.UtcNow < until)
        {
            if (process.HasExited)
                return; // the test sees by the exit code that it was not interrupted
            await Task.Delay(5);
        }

        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    };

    /// <summary>
    /// The program, interrupted. Whoever starts the tests in the background may have them ignore Ctrl-C, and what they start with them: here it
    /// counts again.
    /// </summary>
    public static Task<ProgramRun> Likeness(string signal, Func<bool> isSo, params string[] arguments) =>
        ProgramRun.Start("env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "Likeness.Cli.dll"), .. arguments], whenStarted: When(signal, isSo));
}
