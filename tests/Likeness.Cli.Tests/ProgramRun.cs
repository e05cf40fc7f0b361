using System.Diagnostics;
using System.Text;

namespace Likeness.Cli.Tests;

/// <summary>What a program left behind: its exit code and everything it printed.</summary>
internal sealed record ProgramRun(int ExitCode, string Results, string Notes)
{
    // No test depends on it: it ends programs that hang.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs the command line as a process of its own, as a person would.</summary>
    public static Task<ProgramRun> Likeness(params string[] arguments) =>
        Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Likeness.Cli.dll"), .. arguments]);

    /// <summary>Runs any program.</summary>
    /// <param name="program">Its file.</param>
    /// <param name="arguments">Passed as they are.</param>
    /// <param name="folder">Where it runs; the tests' own folder if null.</param>
    /// <param name="environment">Variables to set, or to remove where the value is null.</param>
    /// <param name="whenStarted">Called with the running process, to send it signals.</param>
    public static async Task<ProgramRun> Start(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        Func<Process, Task>? whenStarted = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            start.Environment[name] = value;

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var results = process.StandardOutput.ReadToEndAsync(patience.Token);
            var notes = process.StandardError.ReadToEndAsync(patience.Token);
            if (whenStarted is not null)
                await whenStarted(process);
            await process.WaitForExitAsync(patience.Token);
            return new(process.ExitCode, await results, await notes);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} had not ended after {Patience}");
        }
    }
}
