using Likeness.Training;

namespace Likeness.Cli.Running;

/// <summary>The one place that says what an exception means to the person at the terminal.</summary>
/// <param name="ExitCode">What the program returns.</param>
/// <param name="Message">One line: what was found, what was expected, what to do.</param>
internal sealed record Failure(int ExitCode, string Message)
{
    /// <summary>Reads an exception.</summary>
    public static Failure From(Exception exception)
    {
        var cause = Cause(exception);
        var (code, message) = cause switch
        {
            TrainingCancelledException => (Running.ExitCode.Cancelled, cause.Message),
            OperationCanceledException => (Running.ExitCode.Cancelled, "cancelled; what was finished is kept, and the same command goes on from there"),
            WrongSettingsException => (Running.ExitCode.WrongUsage, cause.Message),
            LibraryBusyException => (Running.ExitCode.Busy, cause.Message),
            UnusableInputException => (Running.ExitCode.NoUsableInput, cause.Message),
            DamagedDataException => (Running.ExitCode.DamagedData, cause.Message),
            DllNotFoundException => (Running.ExitCode.Failed, $"{cause.Message} (Debian: apt-get install -y --no-install-recommends libturbojpeg0 libvips42)"),
            OutOfMemoryException => (Running.ExitCode.Failed, "there is not enough memory left; end other programs or lift the limit that this one runs under, and train with a smaller --batch, --image-size or --codes"),
            IOException or UnauthorizedAccessException => (Running.ExitCode.Failed, cause.Message),
            _ => (Running.ExitCode.Failed, $"unexpected {cause.GetType().Name}: {cause.Message} (this is a mistake in Likeness; LIKENESS_DEBUG=1 shows where)"),
        };
        return new(code, OneLine(message));
    }

    // Worker threads and static constructors wrap what happened; the person wants to know what happened.
    private static Exception Cause(Exception exception) => exception switch
    {
        AggregateException many => Cause(many.Flatten().InnerExceptions.FirstOrDefault(inner => Cause(inner) is LikenessException) ?? many.Flatten().InnerExceptions[0]),
        TypeInitializationException { InnerException: { } inner } => Cause(inner),
        _ => exception,
    };

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
