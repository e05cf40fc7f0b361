using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Tests.Simd;

public sealed class SimdPathTests
{
    [Fact]
    public void Each_width_of_the_machine_can_be_chosen_by_name_and_the_widest_is_the_default()
    {
        foreach (var name in SimdPath.Available) Assert.Equal(name == "scalar" ? 32 : int.Parse(name), SimdPath.Choose($" {name.ToUpperInvariant()} "));
        Assert.Equal(SimdPath.Choose(SimdPath.Available[0]), SimdPath.Choose(null));
        Assert.Equal("scalar", SimdPath.Available[^1]);
    }

    [Fact]
    public void The_environment_decides_what_runs() =>
        Assert.Equal(SimdPath.Choose(Environment.GetEnvironmentVariable(SimdPath.Variable)), SimdPath.Bits);

    [Theory]
    [InlineData("1024")]
    [InlineData("avx")]
    public void An_unknown_width_is_refused_with_the_names_of_those_there_are(string name)
    {
        var refused = Assert.Throws<WrongSettingsException>(() => SimdPath.Choose(name));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains("scalar", refused.Message, StringComparison.Ordinal);
    }
}
