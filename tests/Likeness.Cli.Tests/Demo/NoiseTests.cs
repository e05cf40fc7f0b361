using Likeness.Cli.Demo.Painting;

namespace Likeness.Cli.Tests.Demo;

public sealed class NoiseTests
{
    [Fact]
    public void Noise_is_smooth_bounded_and_balanced()
    {
        var noise = new Noise(3);
        var sum = 0.0;
        for (var i = 0; i < 20_000; i++)
        {
            float x = i * 0.137f - 900f, y = i * -0.071f + 300f;
            var value = noise.At(x, y);
            Assert.InRange(value, -1.5f, 1.5f);
            Assert.True(Math.Abs(noise.At(x + 0.001f, y) - value) < 0.02f, $"a jump at {x}, {y}");
            sum += value;
        }

        Assert.InRange(sum / 20_000, -0.05, 0.05);
    }

    [Fact]
    public void Another_seed_is_another_noise() => Assert.NotEqual(new Noise(1).At(0.3f, 0.7f), new Noise(2).At(0.3f, 0.7f));

    [Fact]
    public void Dice_of_another_seed_or_kind_fall_differently()
    {
        Assert.Equal(new Dice(9, "coast").Next(), new Dice(9, "coast").Next());
        Assert.NotEqual(new Dice(9, "coast").Next(), new Dice(8, "coast").Next());
        Assert.NotEqual(new Dice(9, "coast").Next(), new Dice(9, "coasts").Next());
    }

    [Fact]
    public void Dice_stay_in_their_range()
    {
        var dice = new Dice(9, "coast");
        for (var i = 0; i < 1000; i++)
        {
            Assert.InRange(dice.Whole(-2, 3), -2, 3);
            Assert.InRange(dice.Range(1.5f, 2.5f), 1.5f, 2.5f);
        }
    }
}
