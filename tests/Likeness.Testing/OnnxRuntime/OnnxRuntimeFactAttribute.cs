namespace Likeness.Testing.OnnxRuntime;

/// <summary>A test that needs <see cref="OnnxRuntime"/>, visibly skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnnxRuntimeFactAttribute : FactAttribute
{
    public OnnxRuntimeFactAttribute() => Skip = OnnxRuntime.Unavailable;
}
