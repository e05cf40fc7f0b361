using Likeness.Cli.Operations;
using Likeness.Cli.Output;

namespace Likeness.Cli.Running;

/// <summary>What every command gets.</summary>
/// <param name="Operations">Does the work.</param>
/// <param name="Terminal">Where results and progress go.</param>
/// <param name="Cancelled">Cancelled by Ctrl-C or a request to terminate.</param>
internal sealed record CommandContext(ILibraryOperations Operations, Terminal Terminal, CancellationToken Cancelled)
{
    /// <summary>Shows a file to the person at the screen; returns why it cannot, or null.</summary>
    public Func<string, string?> Show { get; init; } = Viewer.Open;
}
