using System.Numerics;
using Likeness.Cli.Demo.Painting;
using static Likeness.Cli.Demo.Painting.Colour;

namespace Likeness.Cli.Demo.Scenes;

/// <summary>Inside a wood: trunks in rows that fade into mist, leaves overhead, litter on the ground, beams of light.</summary>
internal sealed class Forest : IScene
{
    // Bark, leaves in the light, leaves in the shade, ground.
    private static readonly (int Bark, int Lit, int Shade, int Ground)[] Woods =
    [
        (0x5B4636, 0x7FA845, 0x2F4A24, 0x5E5A34),
        (0xD8D4C8, 0xA9BE5B, 0x4C6330, 0x6B6A40),
        (0x4A3A30, 0xE0962E, 0x8A4A1E, 0x9A6430),
        (0x3E3530, 0x3F6B45, 0x1C3526, 0x3C4A2C),
        (0x6A5548, 0xC8B24A, 0x6A6A2A, 0x7A6A3A),
    ];

    public string Name => "forest";

    public void Paint(Canvas canvas, Dice dice)
    {
        var weather = new Weather(dice, Hour.Day, Hour.Day, Hour.Overcast, Hour.Dawn, Hour.Dusk);
        var wood = dice.Pick(Woods);
        var lit = dice.Vary(Rgb(wood.Lit), 0.08f);
        var shade = dice.Vary(Rgb(wood.Shade), 0.05f);
        var floor = dice.Range(0.62f, 0.85f);
        var mist = Mix(weather.SkyAt(0.1f), lit, dice.Range(0.25f, 0.6f)) * dice.Range(0.75f, 1.05f);
        var noise = new Noise(dice.Next());
        canvas.Fill((u, v) => Mix(mist, shade, 0.3f + 0.6f * noise.Fractal(u * 6f * canvas.Aspect, v * 6f, 5)));

        var rows = dice.Whole(3, 6);
        for (var row = 0; row < rows; row++)
        {
            var near = (row + 1f) / rows;
            PaintGround(canvas, dice, weather, dice.Vary(Rgb(wood.Ground), 0.04f), mist, floor - 0.12f * (1f - near), near);
            PaintTrunks(canvas, dice, weather, dice.Vary(Rgb(wood.Bark), 0.05f), mist, floor, near);
            PaintLeaves(canvas, dice, weather, lit, shade, mist, near);
        }

        if (weather.IsClear && dice.Chance(0.5f))
            PaintBeams(canvas, dice, weather);
    }

    private static void PaintTrunks(Canvas canvas, Dice dice, Weather weather, Vector3 bark, Vector3 mist, float floor, float near)
    {
        var count = (int)(dice.Range(5f, 13f) * (1.5f - near));
        for (var i = 0; i < count; i++)
        {
            var foot = new Vector2(dice.Range(-0.05f, 1.05f), floor - 0.12f * (1f - near) + dice.Range(0.01f, 0.06f) + 0.18f * near * near);
            var thick = dice.Range(0.03f, 0.075f) * near * near + 0.006f;
            var lean = dice.Range(-0.05f, 0.05f);
            var trunk = Mix(mist, weather.Shine(bark, dice.Range(0.35f, 0.8f)), 0.25f + 0.75f * near);
            var top = new Vector2(foot.X + lean, -0.05f);
            canvas.DrawLine(foot, top, thick * 1.25f, thick * 0.75f, trunk);
            // A lighter strip on the side of the sun makes it round.
            var side = (weather.Sun.X > foot.X ? 1f : -1f) * thick * 0.3f / canvas.Aspect;
            canvas.DrawLine(foot + new Vector2(side, 0f), top + new Vector2(side, 0f), thick * 0.35f, thick * 0.25f, trunk * 1.3f, 0.7f);
            for (var branch = near > 0.5f ? dice.Whole(0, 3) : 0; branch > 0; branch--)
            {
                var at = Vector2.Lerp(foot, top, dice.Range(0.35f, 0.85f));
                canvas.DrawLine(at, at + new Vector2(dice.Range(-0.16f, 0.16f), -dice.Range(0.04f, 0.16f)), thick * 0.35f, thick * 0.08f, trunk * 0.9f);
            }
        }
    }

    private static void PaintLeaves(Canvas canvas, Dice dice, Weather weather, Vector3 lit, Vector3 shade, Vector3 mist, float near)
    {
        var noise = new Noise(dice.Next());
        float low = dice.Range(0.15f, 0.5f), open = dice.Range(-0.05f, 0.3f), fine = 5f + 6f * (1f - near);
        canvas.Transform((colour, u, v) =>
        {
            var bias = 0.55f * (low - v) / low - open;
            if (bias < -1f)
                return colour;
            var cover = Step(0f, 0.12f, noise.Fractal(u * fine * canvas.Aspect, v * fine, 5) + bias);
            if (cover == 0f)
                return colour;
            var green = weather.Shine(Mix(shade, lit, 0.4f + 1.2f * noise.Fractal(u * fine * 2.3f + 40f, v * fine * 2.3f, 3)), 0.75f);
            return Mix(colour, Mix(mist, green, 0.3f + 0.7f * near), cover);
        });
    }

    private static void PaintGround(Canvas canvas, Dice dice, Weather weather, Vector3 ground, Vector3 mist, float level, float near)
    {
        var noise = new Noise(dice.Next());
        canvas.FillBelow(
            u => level + 0.03f * noise.Fractal(u * 4f, 0f, 3),
            (u, v) => Mix(mist, weather.Shine(ground * (0.95f + 0.5f * noise.Fractal(u * 16f, v * 34f, 4)), 0.35f + 0.5f * Step(-0.2f, 0.5f, noise.Fractal(u * 3f, v * 9f, 2))), 0.2f + 0.8f * near));
    }

    private static void PaintBeams(Canvas canvas, Dice dice, Weather weather)
    {
        var source = new Vector2(weather.Sun.X, -0.25f);
        for (var i = dice.Whole(3, 7); i > 0; i--)
        {
            var end = dice.Range(-0.4f, 1.4f);
            var half = dice.Range(0.015f, 0.07f);
            canvas.FillPolygon([source, new(end - half, 1f), new(end + half, 1f)], Mix(weather.Light, Vector3.One, 0.3f), dice.Range(0.06f, 0.2f));
        }
    }
}
