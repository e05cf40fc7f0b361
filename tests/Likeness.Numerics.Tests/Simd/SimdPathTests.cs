using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Tests.Simd;

public sealed class SimdPathTests
{
    [Fact]
    public void Without_a_wish_the_widest_is_chosen()
    {
        Assert.Equal(SimdPath.Choose(SimdPath.Available[0]), SimdPath.Choose(null));
        Assert.Equal(SimdPath.Choose(null), SimdPath.Choose("  "));
    }

    [Fact]
    public void The_widths_are_listed_widest_first_and_end_with_scalar()
    {
        int[] bits = [.. SimdPath.Available.Select(SimdPath.Choose)];
        Assert.Equal(bits.OrderDescending(), bits);
        Assert.Equal(32, bits[^1]);
        Assert.Equal("scalar", SimdPath.Available[^1]);
    }

    [Fact]
    public void The_environment_decides_the_width_in_use() =>
        Assert.Equal(SimdPath.Choose(Environment.GetEnvironmentVariable(SimdPath.Variable)), SimdPath.Bits);

    [Fact]
    public void The_name_of_the_width_in_use_is_one_of_the_available() => Assert.Contains(SimdPath.Name, SimdPath.Available);

    [Fact]
    public void Case_and_blanks_do_not_matter() => Assert.Equal(32, SimdPath.Choose(" Scalar "));

    [Theory]
    [InlineData("avx2")]
    [InlineData("64")]
    [InlineData("1024")]
    public void An_unknown_width_is_refused_with_the_known_ones(string forced)
    {
        var message = Assert.Throws<WrongSettingsException>(() => SimdPath.Choose(forced)).Message;
        foreach (var part in new[] { SimdPath.Variable, $"\"{forced}\"", "scalar", "128", "256", "512" }) Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_width_that_the_machine_lacks_is_refused_with_those_it_has()
    {
        foreach (var forced in new[] { "128", "256", "512" }.Except(SimdPath.Available))
        {
            var message = Assert.Throws<WrongSettingsException>(() => SimdPath.Choose(forced)).Message;
            Assert.All(SimdPath.Available, a => Assert.Contains(a, message, StringComparison.Ordinal));
        }
    }
}
