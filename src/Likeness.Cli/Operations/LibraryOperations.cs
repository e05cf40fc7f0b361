using Likeness.Cli.Output;

namespace Likeness.Cli.Operations;

/// <summary>The operations of this build.</summary>
internal sealed class LibraryOperations : ILibraryOperations
{
    public TrainReport Train(TrainSettings settings, IProgressDisplay progress, CancellationToken cancelled) => throw NotConnected();

    public EvaluateReport Evaluate(string library, IReadOnlyList<string> pictures, IProgressDisplay progress, CancellationToken cancelled) => throw NotConnected();

    public IndexReport Index(string library, IReadOnlyList<string> pictures, int threads, IProgressDisplay progress, CancellationToken cancelled) => throw NotConnected();

    public SearchReport Search(string library, string query, int count, bool includeSelf, CancellationToken cancelled) => throw NotConnected();

    public LibraryInfo Info(string library) => throw NotConnected();

    public void WriteJpeg(string path, ReadOnlySpan<byte> pixels, int width, int height) => throw NotConnected();

    private static NotSupportedException NotConnected() => new("the command line is not connected to the library in this build");
}
