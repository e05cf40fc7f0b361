namespace Likeness.Imaging.Scanning;

/// <summary>Failures that say nothing of the file or folder that was to be opened, only of the machine at that moment.</summary>
internal static class Scarcity
{
    private const int NoMemory = 12; // ENOMEM, on every Unix
    private const int TooManyInSystem = 23; // ENFILE
    private const int TooManyInProcess = 24; // EMFILE

    /// <summary>What is scarce by an error number of a Unix, and what to do; null where it is something else.</summary>
    public static string? Of(int error) => error switch
    {
        NoMemory => "the system has no memory left for it; close other programs and try again",
        TooManyInSystem => "too many files are open on this machine; close other programs and try again",
        TooManyInProcess => "too many files are open in this process; raise its limit (ulimit -n) and try again",
        _ => null,
    };
}
