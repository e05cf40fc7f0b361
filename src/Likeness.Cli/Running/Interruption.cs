using System.Runtime.InteropServices;

namespace Likeness.Cli.Running;

/// <summary>
/// Turns Ctrl-C, a request to terminate and a closed terminal into a cancelled token, so that work stops at a safe place.
/// The second Ctrl-C ends the program at once; nothing is lost by it, because every write is atomic.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public Interruption() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, Cancel),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Cancel(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (source.IsCancellationRequested)
            Environment.Exit(ExitCode.Cancelled);
        source.Cancel();
    }
}
