namespace Likeness.Testing;

/// <summary>A test that needs a <see cref="ReadOnlyFolder"/>, visibly skipped where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyFolderFactAttribute : FactAttribute
{
    public ReadOnlyFolderFactAttribute() => Skip = ReadOnlyFolder.Unavailable;
}

/// <summary>The same for a test of several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyFolderTheoryAttribute : TheoryAttribute
{
    public ReadOnlyFolderTheoryAttribute() => Skip = ReadOnlyFolder.Unavailable;
}
