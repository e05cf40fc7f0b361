namespace Likeness.Testing;

/// <summary>A test that needs a <see cref="SmallDisk"/>, visibly skipped where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Unavailable;
}
