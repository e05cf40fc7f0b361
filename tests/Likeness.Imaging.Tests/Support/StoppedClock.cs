namespace Likeness.Imaging.Tests.Support;

/// <summary>A clock that shows one time.</summary>
internal sealed class StoppedClock(DateTime now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(now);
}
