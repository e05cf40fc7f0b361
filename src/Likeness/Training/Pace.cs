namespace Likeness.Training;

/// <summary>
/// Decides when to do again what protects from loss or merely shows: not more often than is set, and never for more than a twentieth of the
/// time.
/// </summary>
/// <param name="least">The least time between two.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(TimeSpan least, TimeProvider time)
{
    private const int Share = 20;

    private long ended = time.GetTimestamp();
    private TimeSpan cost;

    /// <summary>Does the work if its time has come.</summary>
    public void IfDue(Action work)
    {
        var passed = time.GetElapsedTime(ended);
        if (passed >= least && passed >= cost * (Share - 1)) Now(work);
    }

    /// <summary>Does the work.</summary>
    public void Now(Action work)
    {
        var started = time.GetTimestamp();
        work();
        cost = time.GetElapsedTime(started);
        ended = time.GetTimestamp();
    }
}
