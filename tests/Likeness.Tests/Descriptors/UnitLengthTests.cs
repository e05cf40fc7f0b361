using Likeness.Descriptors;

namespace Likeness.Tests.Descriptors;

public sealed class UnitLengthTests
{
    [Fact]
    public void A_vector_of_any_magnitude_gets_length_one_and_zeros_stay_zeros()
    {
        foreach (var size in (float[])[1, 1e-30f, 1e-44f, 1e30f, float.MaxValue])
        {
            float[] vector = [0.75f * size, -size, 0];
            UnitLength.Scale(vector);
            Assert.Equal(1, Math.Sqrt(vector.Sum(number => (double)number * number)), 1e-6);
            Assert.True(vector[1] < 0);
        }

        float[] zeros = [0, 0];
        UnitLength.Scale(zeros);
        Assert.Equal([0, 0], zeros);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_vector_that_is_not_finite_does_not_become_one_that_is(float number)
    {
        float[] vector = [1, number, -2];
        UnitLength.Scale(vector);
        Assert.Contains(vector, value => !float.IsFinite(value));
    }
}
