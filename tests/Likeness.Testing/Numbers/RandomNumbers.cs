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
    /// A tensor of such numbers, guarded: a kernel that reads beyond its end ends the test run.
    /// </summary>
    public static Tensor Tensor(Shape shape, int seed, float from = -1, float to = 1, GuardSide side = GuardSide.Behind)
    {
        var guarded = new GuardedTensor(shape, side);
        Array(shape.Count, seed, from, to).CopyTo(guarded.Tensor.Span);
        return guarded.Tensor;
    }
}
