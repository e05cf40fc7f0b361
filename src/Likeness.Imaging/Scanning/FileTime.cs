namespace Likeness.Imaging.Scanning;

/// <summary>
/// Times as file systems hand them over. They are whatever a camera's clock, an archive or a stranger's program wrote there, so nothing
/// about them may stop a scan.
/// </summary>
internal static class FileTime
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    /// <summary>The coarsest steps in which file systems of whole seconds keep time (FAT).</summary>
    private static readonly TimeSpan CoarseStep = TimeSpan.FromSeconds(2);

    /// <summary>Finer file systems take their time from a clock of the system that moves a few hundred times a second, or less often.</summary>
    private static readonly TimeSpan FineStep = TimeSpan.FromMilliseconds(50);

    /// <summary>A time of the system, moved to the nearest that there is where it lies outside the years 1 to 9999.</summary>
    /// <param name="seconds">Since 1970, negative before.</param>
    /// <param name="nanoseconds">0 to 999,999,999; anything else is taken as 0.</param>
    public static DateTime FromUnix(long seconds, long nanoseconds)
    {
        if (seconds < -DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond) return DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);
        if (seconds > (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) return DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
        return DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond + (nanoseconds is >= 0 and < 1_000_000_000 ? nanoseconds / 100 : 0));
    }

    /// <summary>
    /// Whether a file that changed at this time may have changed once more before the scan, or may do so in the same step of the clock:
    /// then its times say nothing ("racy git" is the same thing in an index of sources).
    /// </summary>
    public static bool IsTooRecent(DateTime lastChange, DateTime scan) =>
        lastChange > scan - (lastChange.Ticks % OneSecond.Ticks == 0 ? CoarseStep : FineStep);
}
