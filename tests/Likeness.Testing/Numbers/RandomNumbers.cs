using Likeness.Numerics.Tensors;

namespace Likeness.Testing.Numbers;

/// <summary>Numbers to compute with.</summary>
public static class RandomNumbers
{
    /// <summary>Uniform in [<paramref name="from"/>, <paramref name="to"/>), the same at every run.</summary>
    public static float[] Array(long count, int seed, float from = -1, float to = 1)
    {
        var random = new Random(seed);
        var values = new float[count];
        foreach (ref var value in values.AsSpan()) value = from + random.NextSingle() * (to - from);
        return values;
    }

    /// <summary>
    /// A tensor of such numbers. NaN stands behind its end, so that a kernel that lets anything from there into its result is found out.
    /// </summary>
    public static Tensor Tensor(Shape shape, int seed, float from = -1, float to = 1)
    {
        var guarded = new GuardedTensor(shape);
        Array(shape.Count, seed, from, to).CopyTo(guarded.Tensor.Span);
        return guarded.Tensor;
    }
}
