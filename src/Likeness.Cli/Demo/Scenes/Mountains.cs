using System.Numerics;
using Likeness.Cli.Demo.Painting;
using static Likeness.Cli.Demo.Painting.Colour;

namespace Likeness.Cli.Demo.Scenes;

/// <summary>Ridges behind ridges, paler with distance, with snow above a line; a meadow or a lake that mirrors them below.</summary>
internal sealed class Mountains : IScene
{
    public string Name => "mountains";

    public void Paint(Canvas canvas, Dice dice)
    {
        var weather = new Weather(dice, Hour.Day, Hour.Day, Hour.Dawn, Hour.Dusk, Hour.Overcast, Hour.Night);
        var valley = dice.Range(0.68f, 0.95f);
        weather.PaintSky(canvas, dice, valley * 0.9f);
        var rock = dice.Vary(dice.Pick(Rgb(0x6A6670), Rgb(0x7A6A5A), Rgb(0x565E6A)), 0.06f);
        var slopes = dice.Vary(dice.Pick(Rgb(0x4A6B3C), Rgb(0x6A7440), Rgb(0x3F5A48)), 0.05f);
        var snowLine = dice.Range(-0.05f, 0.5f);
        var top = dice.Range(0.1f, 0.3f);
        var ridges = dice.Whole(2, 5);
        for (var i = 0; i < ridges; i++)
        {
            var near = ridges == 1 ? 1f : i / (float)(ridges - 1);
            PaintRidge(canvas, dice, weather, Mix(rock, slopes, near * near), top + (valley - 0.12f - top) * near, (valley - top) * (0.55f - 0.4f * near), near, snowLine);
        }

        if (dice.Chance(0.5f))
            PaintLake(canvas, dice, weather, valley);
        else
            PaintMeadow(canvas, dice, weather, slopes, valley);
    }

    private static void PaintRidge(Canvas canvas, Dice dice, Weather weather, Vector3 ground, float level, float tall, float near, float snowLine)
    {
        var noise = new Noise(dice.Next());
        float wide = dice.Range(1.2f, 2.6f), offset = dice.Range(0f, 50f), rough = dice.Range(5f, 8f);
        var side = weather.Sun.X < 0.5f ? 1f : -1f;
        float Crest(float u) => level + tall * (0.75f - 1.25f * noise.Ridged(u * wide + offset, 0.5f, 6));
        var snow = new Vector3(0.95f, 0.96f, 1f);
        canvas.FillBelow(Crest, (u, v, depth) =>
        {
            // The relief below the crest: the slope of ridged noise along the direction of the light.
            float x = u * canvas.Aspect * rough + v * 2f, y = v * rough * 0.8f + offset;
            var relief = (noise.Ridged(x + 0.12f * side, y, 4) - noise.Ridged(x - 0.12f * side, y, 4)) * 2.2f;
            var lit = Math.Clamp(0.5f - relief, 0f, 1f);
            var below = depth / Math.Max(0.05f, tall);
            var snowy = Step(0.12f, -0.12f, below - snowLine + 0.35f * noise.Fractal(x, y, 3) + near * 0.5f);
            return weather.Fade(weather.Shine(Mix(ground * (0.9f + 0.25f * noise.Fractal(x * 3f, y * 3f, 2)), snow, snowy), lit), 0.85f * (1f - near) + 0.12f * Math.Min(1f, below));
        });
    }

    private static void PaintLake(Canvas canvas, Dice dice, Weather weather, float valley)
    {
        var noise = new Noise(dice.Next());
        var water = weather.Shine(dice.Vary(Rgb(0x2F5D6E)), 0.6f);
        float wind = dice.Range(0.01f, 0.06f), clarity = dice.Range(0.35f, 0.75f);
        canvas.FillBelow(_ => valley, (u, v) =>
        {
            var near = (v - valley) / Math.Max(0.02f, 1f - valley);
            var wave = noise.Fractal(u * 7f, 14f / (near + 0.2f), 3);
            return Mix(water, canvas.Sample(u + wave * wind * near, valley - (v - valley) * 1.3f - 0.004f), clarity + 0.15f * wave);
        });
    }

    private static void PaintMeadow(Canvas canvas, Dice dice, Weather weather, Vector3 grass, float valley)
    {
        var noise = new Noise(dice.Next());
        var tilt = dice.Range(-0.15f, 0.15f);
        float Edge(float u) => valley + tilt * (u - 0.5f) + 0.03f * noise.Fractal(u * 3f, 2f, 3);
        canvas.FillBelow(Edge, (u, v) => weather.Shine(grass * (1.1f + 0.4f * noise.Fractal(u * 20f, v * 45f, 4)), 0.75f));
        for (var trees = dice.Whole(0, 26); trees > 0; trees--)
        {
            var u = dice.Unit();
            var size = dice.Range(0.05f, 0.15f);
            Plants.Conifer(canvas, dice, new(u, Edge(u) + size * 0.12f), size, weather.Shine(Rgb(0x35553A), 0.7f), weather.Shine(Rgb(0x223B2A), 0.4f));
        }
    }
}
