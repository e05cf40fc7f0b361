using Likeness.Cli.Demo;
using Likeness.Cli.Demo.Scenes;

namespace Likeness.Cli.Tests.Demo;

public sealed class ScenePictureTests
{
    public static TheoryData<string> Kinds => [.. SceneKinds.All.Select(scene => scene.Name)];

    [Fact]
    public void There_are_eight_kinds_with_names_of_their_own() =>
        Assert.Equal(8, SceneKinds.All.Select(scene => scene.Name).Distinct(StringComparer.Ordinal).Count());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_seed_draws_the_same_picture_and_another_seed_another(string kind)
    {
        var scene = Scene(kind);
        Assert.Equal(ScenePicture.Draw(scene, 5, 48, 40), ScenePicture.Draw(scene, 5, 48, 40));
        Assert.NotEqual(ScenePicture.Draw(scene, 5, 48, 40), ScenePicture.Draw(scene, 6, 48, 40));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pictures_have_texture_and_differ_in_tone(string kind)
    {
        var means = new List<double>();
        for (ulong seed = 0; seed < 24; seed++)
        {
            var pixels = ScenePicture.Draw(Scene(kind), seed, 64, 64);
            Assert.Equal(64 * 64 * 3, pixels.Length);
            Assert.True(Spread(pixels) > 8, $"{kind} {seed} is nearly one colour");
            means.Add(pixels.Average(value => (double)value));
        }

        Assert.True(means.Max() - means.Min() > 25, $"all of {kind} is equally bright");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 50)]
    [InlineData(50, 1)]
    [InlineData(7, 3)]
    public void Any_size_can_be_drawn(int width, int height)
    {
        foreach (var scene in SceneKinds.All)
            for (ulong seed = 0; seed < 4; seed++)
                Assert.Equal(width * height * 3, ScenePicture.Draw(scene, seed, width, height).Length);
    }

    [Fact]
    public void Tone_alone_does_not_tell_the_kinds_apart()
    {
        // The nearest mean colour among other pictures would be of the same kind nearly always if each kind had its own palette.
        var tones = SceneKinds.All.SelectMany(scene => Enumerable.Range(0, 12).Select(seed => (scene.Name, Tone: Tone(ScenePicture.Draw(scene, (ulong)seed, 32, 32))))).ToList();
        var right = tones.Count(one => tones.Where(other => other != one).MinBy(other => Distance(one.Tone, other.Tone)).Name == one.Name);
        Assert.InRange(right / (double)tones.Count, 0.05, 0.7);
    }

    private static IScene Scene(string kind) => SceneKinds.All.Single(scene => scene.Name == kind);

    private static double Spread(byte[] pixels)
    {
        var mean = pixels.Average(value => (double)value);
        return Math.Sqrt(pixels.Average(value => (value - mean) * (value - mean)));
    }

    private static double[] Tone(byte[] pixels) =>
        [.. Enumerable.Range(0, 3).Select(channel => Enumerable.Range(0, pixels.Length / 3).Average(pixel => (double)pixels[3 * pixel + channel]))];

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
}
