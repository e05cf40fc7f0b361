namespace Likeness.Testing.OnnxRuntime;

/// <summary>A theory that needs <see cref="OnnxRuntime"/>, visibly skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnnxRuntimeTheoryAttribute : TheoryAttribute
{
    public OnnxRuntimeTheoryAttribute() => Skip = OnnxRuntime.Unavailable;
}
