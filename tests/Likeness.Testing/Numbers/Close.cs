namespace Likeness.Testing.Numbers;

/// <summary>Float32 results against float64 ones.</summary>
public static class Close
{
    /// <summary>
    /// Fails where a number is off by more than <paramref name="relative"/> times the largest magnitude among the expected numbers: float32 sums
    /// are exact to a few units in the last place of their largest terms, not of a result in which these cancel. NaN is never close.
    /// </summary>
    public static void Check(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double relative = 1e-5, string what = "the result")
    {
        Assert.True(expected.Length == actual.Length, $"{what}: expected {expected.Length} numbers, found {actual.Length}");
        var largest = 0.0;
        foreach (var value in expected) largest = Math.Max(largest, Math.Abs(value));
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= relative * largest))
                Assert.Fail($"{what}: number {i} of {actual.Length}: expected {expected[i]:R}, found {actual[i]:R}; the largest is {largest:R}");
        }
    }

    /// <summary>The same for one number.</summary>
    public static void Check(double expected, double actual, double relative = 1e-5, string what = "the result")
    {
        if (!(Math.Abs(expected - actual) <= relative * Math.Abs(expected))) Assert.Fail($"{what}: expected {expected:R}, found {actual:R}");
    }

    /// <summary>Fails where two float32 results differ in any bit.</summary>
    public static void SameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what = "the result")
    {
        Assert.True(expected.Length == actual.Length, $"{what}: expected {expected.Length} numbers, found {actual.Length}");
        for (var i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                Assert.Fail($"{what}: number {i} of {actual.Length}: expected the bits of {expected[i]:R}, found {actual[i]:R}");
        }
    }

    /// <summary>Float32 numbers as float64.</summary>
    public static double[] ToDouble(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        for (var i = 0; i < values.Length; i++) result[i] = values[i];
        return result;
    }
}
