using Likeness.Numerics.Tensors;

namespace Likeness.Numerics.Tests;

/// <summary>Numbers to compute with.</summary>
internal static class Numbers
{
    /// <summary>Uniform in [-1, 1), the same at every run.</summary>
    public static Tensor Random(Shape shape, int seed)
    {
        var random = new Random(seed);
        var tensor = new Tensor(shape);
        foreach (ref var value in tensor.Span) value = random.NextSingle() * 2 - 1;
        return tensor;
    }
}

/// <summary>Outputs that show what was not written.</summary>
internal static class Fill
{
    public static Tensor WithNaN(Shape shape)
    {
        var tensor = new Tensor(shape);
        tensor.Span.Fill(float.NaN);
        return tensor;
    }
}

/// <summary>Float32 results against float64 ones.</summary>
internal static class Close
{
    /// <summary>Fails where a number is off by more than <paramref name="relative"/> of the largest expected one.</summary>
    public static void Check(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double relative = 1e-5)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = 0.0;
        foreach (var value in expected) largest = Math.Max(largest, Math.Abs(value));
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= relative * largest))
                Assert.Fail($"number {i} of {actual.Length}: expected {expected[i]:R}, found {actual[i]:R}; the largest is {largest:R}");
        }
    }
}
