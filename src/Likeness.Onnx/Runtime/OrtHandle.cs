using System.Runtime.InteropServices;

namespace Likeness.Onnx.Runtime;

/// <summary>An object of ONNX Runtime, released once.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly delegate* unmanaged<nint, void> release;

    /// <param name="value">As a function of the interface gave it.</param>
    /// <param name="release">The function that releases objects of its type.</param>
    public OrtHandle(nint value, delegate* unmanaged<nint, void> release) : base(0, ownsHandle: true)
    {
        this.release = release;
        SetHandle(value);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The object, for calls during which this handle is kept.</summary>
    public nint Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        release(handle);
        return true;
    }
}
