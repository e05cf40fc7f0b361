using Likeness.Cli.Running;

namespace Likeness.Cli.Tests;

public sealed class FailureTests
{
    public static TheoryData<string, int, string> Kinds => new()
    {
        { "settings", 2, "--codes is too large" },
        { "input", 3, "no such folder: x" },
        { "busy", 5, "another process" },
        { "data", 4, "catalog.db is damaged" },
        { "wrapped", 3, "no such folder: x" },
        { "several", 4, "catalog.db is damaged" },
        { "initializer", 3, "no such folder: x" },
        { "cancelled", 130, "cancelled" },
        { "disk", 1, "No space left on device" },
        { "library", 1, "libvips42" },
        { "memory", 1, "not enough memory" },
        { "mistake", 1, "LIKENESS_DEBUG=1" },
        { "two lines", 3, "first second" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_of_failure_has_its_exit_code_and_one_line(string kind, int code, string said)
    {
        using var run = new InProcessRun();
        run.Operations.Failure = Make(kind);
        Assert.Equal(code, run.Likeness("index", "pictures", "--json"));
        Assert.Empty(run.Results);
        var line = Assert.Single(run.Notes.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("likeness: ", line, StringComparison.Ordinal);
        Assert.Contains(said, line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_returns_130()
    {
        using var run = new InProcessRun();
        run.Cancel();
        Assert.Equal(ExitCode.Cancelled, run.Likeness("train", "pictures"));
        Assert.Empty(run.Results);
    }

    private static Exception Make(string kind) => kind switch
    {
        "settings" => new WrongSettingsException("--codes is too large"),
        "input" => new UnusableInputException("no such folder: x"),
        "busy" => new LibraryBusyException("lib is being written to by another process"),
        "data" => new DamagedDataException("catalog.db is damaged"),
        "wrapped" => new AggregateException(new AggregateException(new UnusableInputException("no such folder: x"))),
        "several" => new AggregateException(new IOException("later"), new DamagedDataException("catalog.db is damaged")),
        "initializer" => new TypeInitializationException("Vips", new UnusableInputException("no such folder: x")),
        "cancelled" => new OperationCanceledException(),
        "disk" => new IOException("No space left on device"),
        "library" => new DllNotFoundException("Unable to load shared library"),
        "memory" => new InsufficientMemoryException(),
        "mistake" => new InvalidOperationException("Sequence contains no elements"),
        "two lines" => new UnusableInputException("first\nsecond"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
