using Likeness.Numerics.Operations;

namespace Likeness.Numerics.Tests.Operations;

public sealed class EpilogueTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(0.01f)]
    [InlineData(0.3f)]
    [InlineData(1e-9f)]
    [InlineData(1f)]
    public void Slopes_are_kept_to_the_bit(float slope)
    {
        var after = new Epilogue { Slope = slope, GateSlope = slope };
        Assert.Equal((slope, slope), (after.Slope, after.GateSlope));
    }

    [Fact]
    public void Nothing_said_changes_nothing() => Assert.Equal((1f, 1f), (default(Epilogue).Slope, default(Epilogue).GateSlope));
}
