using System.Collections.Immutable;

namespace Likeness.Numerics.Tensors;

/// <summary>
/// The sizes of a tensor's axes, outermost first; pictures are (height, width, channels), batches put their count before.
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly ImmutableArray<int> axes;

    /// <summary>A shape of the given axes, each at least 1.</summary>
    public Shape(params ReadOnlySpan<int> axes)
    {
        foreach (var axis in axes) ArgumentOutOfRangeException.ThrowIfLessThan(axis, 1);
        this.axes = [.. axes];
    }

    /// <summary>How many axes there are.</summary>
    public int Rank => axes.IsDefault ? 0 : axes.Length;

    /// <summary>The size of one axis; negative indices count from the end.</summary>
    public int this[Index axis] => axes[axis];

    /// <summary>How many numbers a tensor of this shape holds.</summary>
    public long Count
    {
        get
        {
            var count = 1L;
            for (var i = 0; i < Rank; i++) count = checked(count * axes[i]);
            return count;
        }
    }

    /// <summary>This shape with one more axis in front: a batch of it.</summary>
    public Shape Batch(int size) => new([size, .. axes]);

    /// <summary>This shape without its first axis: one item of the batch.</summary>
    public Shape WithoutBatch() => new(axes.AsSpan()[1..]);

    /// <inheritdoc/>
    public bool Equals(Shape other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var axis in AsSpan()) hash.Add(axis);
        return hash.ToHashCode();
    }

    /// <summary>The axes in order.</summary>
    public ReadOnlySpan<int> AsSpan() => axes.IsDefault ? [] : axes.AsSpan();

    /// <summary>Such as <c>(64, 64, 3)</c>.</summary>
    public override string ToString() => $"({string.Join(", ", AsSpan().ToArray())})";

    /// <summary>Whether both have the same axes.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether they differ in an axis.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);
}
