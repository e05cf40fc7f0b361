using System.Diagnostics;

namespace Likeness.Tests.Library;

/// <summary>This test program, run as a process of its own; see <see cref="Program"/>.</summary>
internal sealed class OtherProcess : IDisposable
{
    private readonly Process process;

    public OtherProcess(params string[] arguments) => process = Process.Start(
        new ProcessStartInfo("dotnet", ["exec", typeof(OtherProcess).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })!;

    public void WaitFor(string line, int times = 1)
    {
        for (var seen = 0; seen < times;)
        {
            var said = process.StandardOutput.ReadLine();
            Assert.True(said is not null, $"the process ended after {seen} of {times} times '{line}'");
            if (said == line) seen++;
        }
    }

    /// <summary>As kill -9 does.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited) Kill();
        process.Dispose();
    }
}
