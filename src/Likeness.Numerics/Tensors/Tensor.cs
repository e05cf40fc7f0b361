using Likeness.Numerics.Memory;
using Microsoft.Win32.SafeHandles;

namespace Likeness.Numerics.Tensors;

/// <summary>
/// Numbers in float32, contiguous, the last axis running fastest (NHWC for pictures). It owns its memory, or views another's.
/// </summary>
public sealed unsafe class Tensor : IDisposable
{
    private readonly AlignedBuffer buffer;
    private readonly bool owned;

    /// <summary>A tensor with memory of its own, not initialised.</summary>
    public Tensor(Shape shape) : this(shape, new AlignedBuffer(shape.Count), owned: true) { }

    /// <summary>A tensor over a buffer, which it may own; the buffer has room for the shape.</summary>
    internal Tensor(Shape shape, AlignedBuffer buffer, bool owned)
    {
        Shape = shape;
        this.buffer = buffer;
        this.owned = owned;
        Count = shape.Count;
    }

    /// <summary>A tensor with memory of its own and the given numbers in it.</summary>
    public static Tensor From(Shape shape, ReadOnlySpan<float> values)
    {
        if (values.Length != shape.Count)
            throw new ArgumentException(
                $"{values.Length} numbers do not fill the shape {shape}, which takes {shape.Count}.", nameof(values));
        var tensor = new Tensor(shape);
        values.CopyTo(tensor.Span);
        return tensor;
    }

    /// <summary>A tensor of the numbers in a file, which are not copied; nobody may write to it.</summary>
    /// <param name="shape">The axes.</param>
    /// <param name="file">Open for reading; may be closed afterwards, but not be cut short while the tensor is in use.</param>
    /// <param name="offset">Of the first number, in bytes; a multiple of 64.</param>
    /// <exception cref="IOException">The system does not map it.</exception>
    public static Tensor Map(Shape shape, SafeFileHandle file, long offset) =>
        new(shape, AlignedBuffer.Map(file, offset, shape.Count), owned: true);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(Shape shape)
    {
        var tensor = new Tensor(shape);
        tensor.Clear();
        return tensor;
    }

    /// <summary>The axes.</summary>
    public Shape Shape { get; }

    /// <summary>How many numbers.</summary>
    public long Count { get; }

    /// <summary>The first number.</summary>
    public float* Pointer => buffer.Pointer;

    /// <summary>All numbers; a tensor of 2³¹ or more has none and is reached through <see cref="Pointer"/>.</summary>
    public Span<float> Span => new(Pointer, checked((int)Count));

    /// <summary>
    /// The same memory seen in another shape, which may be smaller (the first items of a batch) but not larger. It lives as long as this
    /// tensor.
    /// </summary>
    public Tensor View(Shape shape) => shape.Count <= Count
        ? new Tensor(shape, buffer, owned: false)
        : throw new ArgumentException(
            $"A view of shape {shape} needs {shape.Count} numbers; the tensor {Shape} has {Count}.", nameof(shape));

    /// <summary>Sets every number to zero.</summary>
    public void Clear() => System.Runtime.InteropServices.NativeMemory.Clear(Pointer, (nuint)Count * sizeof(float));

    /// <summary>Frees the memory, if it is its own.</summary>
    public void Dispose()
    {
        if (owned) buffer.Dispose();
    }
}
