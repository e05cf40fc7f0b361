using Likeness.Cli.Operations;
using Likeness.Cli.Output;

namespace Likeness.Cli.Tests;

/// <summary>Notes what it was asked, answers with a fixed report, or throws what the test wants thrown.</summary>
internal sealed class PreparedOperations : ILibraryOperations
{
    private readonly Lock gate = new();

    public List<string> Calls { get; } = [];

    public TrainSettings? Trained { get; private set; }

    public Exception? Failure { get; set; }

    public List<string> Jpegs { get; } = [];

    public TrainReport Train(TrainSettings settings, IProgressDisplay progress, CancellationToken cancelled)
    {
        Note("train", cancelled);
        Trained = settings;
        progress.Begin("Training", 300);
        progress.EndEpoch(new(3, 60, 0.0283, 0.0291, 812.4, 1.21));
        progress.EndEpoch(new(4, 60, 0.0271, null, 820, 1.2));
        return new(40, [new("a\nb.jpg", "the file is empty")], 30, 10, 60, 0.0271, 0.0291, 3, 1.2, 812, 6_000_000, "abc", "lib/model.safetensors");
    }

    public EvaluateReport Evaluate(string library, IReadOnlyList<string> pictures, IProgressDisplay progress, CancellationToken cancelled)
    {
        Note($"evaluate {library} [{string.Join(' ', pictures)}]", cancelled);
        return new(10, 0.017, 0.5, 0.4, 0.2, "lib/reports/montage.png");
    }

    public IndexReport Index(string library, IReadOnlyList<string> pictures, int threads, IProgressDisplay progress, CancellationToken cancelled)
    {
        Note($"index {library} [{string.Join(' ', pictures)}]", cancelled);
        return new(5, 4, 3, 2, 1, [], 0.5, 10);
    }

    public SearchReport Search(string library, string query, int count, bool includeSelf, CancellationToken cancelled)
    {
        Note($"search {library} {query} {count} {includeSelf}", cancelled);
        return new(query, "codes", [new(1, "coast/a.jpg", 0.125, "coast"), new(2, "b\u001b[2J.jpg", 0.25, null)], "lib/reports/search.png");
    }

    public LibraryInfo Info(string library)
    {
        Note($"info {library}", CancellationToken.None);
        return new(library, 10, ["pictures"], [new("codes", "abc", 192, 9)], "lib/model.safetensors", 64, "abc", "512", 2, "0.1.0");
    }

    public void WriteJpeg(string path, ReadOnlySpan<byte> pixels, int width, int height)
    {
        Assert.Equal(width * height * 3, pixels.Length);
        File.WriteAllBytes(path, []);
        lock (gate)
            Jpegs.Add(path);
    }

    private void Note(string call, CancellationToken cancelled)
    {
        Calls.Add(call);
        if (Failure is not null)
            throw Failure;
        cancelled.ThrowIfCancellationRequested();
    }
}
