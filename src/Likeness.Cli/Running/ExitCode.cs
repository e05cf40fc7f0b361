namespace Likeness.Cli.Running;

/// <summary>What the program returns to the shell. Scripts rely on these numbers.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed for a reason that has no number of its own.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong: an unknown command or option, a value out of range.</summary>
    public const int WrongUsage = 2;

    /// <summary>There is no usable input: no such folder, no pictures in it, a file that is no picture.</summary>
    public const int NoUsableInput = 3;

    /// <summary>The library or the model is damaged, or does not belong to the other.</summary>
    public const int DamagedData = 4;

    /// <summary>Another process is using the library; the same command may succeed when that is done.</summary>
    public const int Busy = 5;

    /// <summary>Cancelled by the user; what was done until then is kept. 128 + SIGINT, as shells have it.</summary>
    public const int Cancelled = 130;
}
