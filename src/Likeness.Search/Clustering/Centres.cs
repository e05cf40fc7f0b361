using System.Numerics.Tensors;
using Likeness.Numerics.Memory;

namespace Likeness.Search.Clustering;

/// <summary>
/// Centres as the product takes them: −2c, and c² apart, so that −2c·x + c² orders centres by their distance from x and x² is added only where a
/// distance is asked for.
/// </summary>
internal sealed unsafe class Centres(int count, int dimensions, int stride) : IDisposable
{
    private readonly AlignedBuffer scaled = new((long)count * stride);
    private readonly AlignedBuffer norms = new(count);

    public int Count => count;

    /// <summary>Numbers from one centre to the next, in <see cref="Scaled"/> and in <see cref="Values"/>.</summary>
    public int Stride => stride;

    /// <summary>The centres themselves; after a change <see cref="Prepare"/> is due.</summary>
    public float[] Values { get; } = new float[checked(count * stride)];

    /// <summary>−2c.</summary>
    public float* Scaled => scaled.Pointer;

    /// <summary>c².</summary>
    public float* Norms => norms.Pointer;

    public Span<float> this[int centre] => Values.AsSpan(centre * stride, stride);

    /// <summary>Makes what the product takes from <see cref="Values"/>.</summary>
    public void Prepare()
    {
        TensorPrimitives.Multiply(Values, -2f, new Span<float>(Scaled, Values.Length));
        for (var i = 0; i < count; i++) Norms[i] = Square(this[i]);
    }

    public void Dispose()
    {
        scaled.Dispose();
        norms.Dispose();
    }

    private float Square(ReadOnlySpan<float> centre)
    {
        var sum = 0.0;
        for (var d = 0; d < dimensions; d++) sum += (double)centre[d] * centre[d];
        return (float)sum;
    }
}
