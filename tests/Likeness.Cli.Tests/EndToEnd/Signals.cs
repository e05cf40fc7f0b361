using System.Diagnostics;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Sends a signal to a running program as soon as it has come as far as the test wants.</summary>
internal static class Signals
{
    /// <summary>Waits until something is so, then sends the signal.</summary>
    /// <param name="signal">INT, TERM or KILL.</param>
    /// <param name="isSo">Asked again and again while the program runs.</param>
    public static Func<Process, Task> When(string signal, Func<bool> isSo) => async process =>
    {
        while (!isSo())
        {
            if (process.HasExited)
                return; // the test sees by the exit code that it was not interrupted
            await Task.Delay(5);
        }

        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    };

    /// <summary>The program, interrupted.</summary>
    public static Task<ProgramRun> Likeness(string signal, Func<bool> isSo, params string[] arguments) =>
        ProgramRun.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Likeness.Cli.dll"), .. arguments], whenStarted: When(signal, isSo));
}
