using System.Numerics;
using Likeness.Cli.Demo.Painting;
using static Likeness.Cli.Demo.Painting.Colour;

namespace Likeness.Cli.Demo.Scenes;

/// <summary>Farmland: furrows that run to a vanishing point, strips of crops on rolling hills, hedges, bales, a barn.</summary>
internal sealed class Fields : IScene
{
    // Crops in the light and what lies between their rows.
    private static readonly (int Crop, int Furrow)[] Crops =
    [
        (0x7DA63C, 0x5A4A32), (0xE2C23A, 0x7A8A38), (0x8A6CB0, 0x5E6A44), (0xD8B566, 0xA07C40), (0x7A5A40, 0x4E382A), (0x4F8A46, 0x35602F), (0xA8B860, 0x70703A),
    ];

    public string Name => "fields";

    public void Paint(Canvas canvas, Dice dice)
    {
        var weather = new Weather(dice, Hour.Day, Hour.Day, Hour.Overcast, Hour.Dawn, Hour.Dusk);
        var horizon = dice.Range(0.3f, 0.52f);
        weather.PaintSky(canvas, dice, horizon + 0.03f);
        for (var strip = dice.Whole(2, 4); strip > 0; strip--)
            PaintHill(canvas, dice, weather, horizon, strip);
        PaintHedge(canvas, dice, weather, horizon + dice.Range(0.04f, 0.08f));
        var level = horizon + dice.Range(0.07f, 0.14f);
        PaintFurrows(canvas, dice, weather, level);
        if (dice.Chance(0.35f))
            PaintBarn(canvas, dice, weather, level);
        if (dice.Chance(0.35f))
            PaintBales(canvas, dice, weather, level);
        if (dice.Chance(0.4f))
            Plants.Broadleaf(canvas, dice, new(dice.Range(0.08f, 0.92f), level + dice.Range(0.02f, 0.2f)), dice.Range(0.2f, 0.42f), weather.Shine(dice.Vary(Rgb(0x6F8F40)), 0.8f), weather.Shine(Rgb(0x36502A), 0.4f), weather.Shine(Rgb(0x4A3828), 0.5f));
    }

    private static void PaintHill(Canvas canvas, Dice dice, Weather weather, float horizon, int strip)
    {
        var noise = new Noise(dice.Next());
        var crop = dice.Vary(Rgb(dice.Pick(Crops).Crop), 0.05f);
        var other = dice.Vary(Rgb(dice.Pick(Crops).Crop), 0.05f);
        float level = horizon + 0.09f - strip * 0.035f, rise = dice.Range(0.02f, 0.08f), border = dice.Range(0.2f, 0.8f), lean = dice.Range(-3f, 3f), rows = dice.Range(60f, 140f);
        canvas.FillBelow(u => level - rise * (0.5f + noise.Fractal(u * 1.8f, strip * 5f, 3)), (u, v) =>
        {
            var here = u + lean * (v - level) > border;
            var row = MathF.Sin((here ? u : u * 0.4f + v * 2f) * rows) * 0.08f;
            return weather.Fade(weather.Shine((here ? crop : other) * (1f + row + 0.2f * noise.Fractal(u * 12f, v * 40f, 3)), 0.7f), 0.2f * strip);
        });
    }

    private static void PaintHedge(Canvas canvas, Dice dice, Weather weather, float level)
    {
        var leaf = dice.Vary(Rgb(0x48663A), 0.06f);
        for (var u = 0f; u < 1f; u += dice.Range(0.015f, 0.09f))
            canvas.FillEllipse(new(u, level), dice.Range(0.012f, 0.04f), dice.Range(0.012f, 0.035f), weather.Fade(weather.Shine(dice.Vary(leaf, 0.04f), dice.Range(0.3f, 0.8f)), 0.35f), 1f, 0.3f);
    }

    private static void PaintFurrows(Canvas canvas, Dice dice, Weather weather, float level)
    {
        var noise = new Noise(dice.Next());
        var (cropCode, furrowCode) = dice.Pick(Crops);
        Vector3 crop = dice.Vary(Rgb(cropCode), 0.06f), furrow = dice.Vary(Rgb(furrowCode), 0.05f);
        float vanishing = dice.Range(-0.3f, 1.3f), rows = dice.Range(7f, 18f), share = dice.Range(0.1f, 0.6f), wobble = dice.Range(0f, 0.25f);
        canvas.FillBelow(u => level + 0.012f * noise.At(u * 2f, 1f), (u, v) =>
        {
            var near = Math.Max(0.02f, (v - level + 0.03f) / (1f - level + 0.03f));
            var across = (u - vanishing) / near * rows / 2f + wobble * noise.At(3f / near, 0f);
            var phase = MathF.Abs(across - MathF.Floor(across + 0.5f)) * 2f;
            // Far rows are narrower than a pixel and melt into their average.
            var crisp = Step(0.02f, 0.16f, near);
            var between = Mix(new Vector3(share), new Vector3(Step(1f - share - 0.15f, 1f - share + 0.15f, phase)), crisp).X;
            var leaves = noise.Fractal(across * 3f, 9f / near, 3);
            return weather.Fade(weather.Shine(Mix(crop * (1f + 0.4f * leaves), furrow * (1f + 0.2f * leaves), between), 0.8f - 0.35f * between), 0.35f * (1f - near));
        });
    }

    private static void PaintBarn(Canvas canvas, Dice dice, Weather weather, float level)
    {
        var at = new Vector2(dice.Range(0.08f, 0.8f), level + 0.02f);
        float size = dice.Range(0.07f, 0.13f), across = size * dice.Range(1.1f, 1.6f) / canvas.Aspect;
        var wall = dice.Pick(Rgb(0x9A3B2E), Rgb(0xD8D0C0), Rgb(0x7A6048));
        canvas.FillRectangle(at.X, at.Y - size * 0.6f, at.X + across, at.Y, weather.Shine(wall, 0.75f));
        canvas.FillPolygon([new(at.X - across * 0.06f, at.Y - size * 0.58f), new(at.X + across * 0.2f, at.Y - size), new(at.X + across * 0.8f, at.Y - size), new(at.X + across * 1.06f, at.Y - size * 0.58f)], weather.Shine(Rgb(0x5A4A48), 0.7f));
        canvas.FillRectangle(at.X + across * 0.4f, at.Y - size * 0.35f, at.X + across * 0.6f, at.Y, weather.Shine(Rgb(0x3A2A22), 0.4f));
    }

    private static void PaintBales(Canvas canvas, Dice dice, Weather weather, float level)
    {
        var straw = dice.Vary(Rgb(0xD6B15A), 0.05f);
        for (var bales = dice.Whole(3, 9); bales > 0; bales--)
        {
            var depth = 1f / (bales + 1f) + dice.Range(0f, 0.15f);
            var at = new Vector2(dice.Range(0.03f, 0.97f), level + (1f - level) * depth);
            var radius = 0.012f + 0.09f * depth;
            canvas.FillEllipse(at + new Vector2(0.01f, radius * 0.9f), radius * 1.3f, radius * 0.25f, Vector3.Zero, 0.35f, 0.6f);
            canvas.FillEllipse(at, radius, radius, weather.Shine(straw * 0.8f, 0.5f));
            canvas.FillEllipse(at - new Vector2(radius * 0.15f, radius * 0.1f), radius * 0.8f, radius * 0.85f, weather.Shine(straw, 0.95f), 1f, 0.3f);
        }
    }
}
