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
    public void Dice_follow_the_published_sequence()
    {
        // The first numbers of SplitMix64 from seed 1234567, as the reference implementation prints them.
        var dice = new Dice(1234567);
        Assert.Equal([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], [dice.Next(), dice.Next(), dice.Next()]);
    }

    [Fact]
    public void Dice_stay_in_their_range()
    {
        var dice = new Dice(9);
        for (var i = 0; i < 1000; i++)
        {
            Assert.InRange(dice.Whole(-2, 3), -2, 3);
            Assert.InRange(dice.Range(1.5f, 2.5f), 1.5f, 2.5f);
        }
    }
}
