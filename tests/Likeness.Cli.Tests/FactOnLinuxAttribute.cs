namespace Likeness.Cli.Tests;

/// <summary>A test of something that only Linux has; visibly skipped elsewhere.</summary>
public sealed class FactOnLinuxAttribute : FactAttribute
{
    public FactOnLinuxAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "skipped: the launchers are made for Linux";
    }
}
