using System.Numerics;
using Likeness.Cli.Demo.Painting;
using static Likeness.Cli.Demo.Painting.Colour;

namespace Likeness.Cli.Demo.Scenes;

/// <summary>Dunes behind dunes, one side in the sun and one in shadow, rippled by the wind; sometimes rocks or a caravan.</summary>
internal sealed class Desert : IScene
{
    public string Name => "desert";

    public void Paint(Canvas canvas, Dice dice)
    {
        var weather = new Weather(dice, Hour.Day, Hour.Day, Hour.Dusk, Hour.Dawn, Hour.Overcast);
        var horizon = dice.Range(0.3f, 0.55f);
        weather.PaintSky(canvas, dice, horizon + 0.05f);
        if (dice.Chance(0.35f))
            PaintMesas(canvas, dice, weather, horizon);
        var sand = dice.Vary(dice.Pick(Rgb(0xE0B070), Rgb(0xD98E4A), Rgb(0xE6CFA2), Rgb(0xC77B52)), 0.05f);
        var dunes = dice.Whole(3, 6);
        for (var i = 0; i < dunes; i++)
        {
            var near = i / (float)(dunes - 1);
            PaintDune(canvas, dice, weather, sand, horizon + (0.85f - horizon) * near * near + dice.Range(-0.03f, 0.03f), near);
            if (i == dunes / 2 && dice.Chance(0.4f))
                PaintCaravan(canvas, dice, weather, horizon + (0.85f - horizon) * near * near + 0.05f);
        }
    }

    private static void PaintDune(Canvas canvas, Dice dice, Weather weather, Vector3 sand, float level, float near)
    {
        var noise = new Noise(dice.Next());
        float tall = 0.05f + 0.14f * near, wide = dice.Range(1.1f, 2.6f) * (1.6f - near), offset = dice.Range(0f, 20f);
        var side = weather.Sun.X < 0.5f ? 1f : -1f;
        // A dune climbs slowly on the windward side and drops steeply behind its crest.
        float Crest(float u)
        {
            var phase = u * wide + offset + 0.5f * noise.At(u * 1.3f, 0f);
            phase -= MathF.Floor(phase);
            return level - tall * (phase < 0.7f ? Step(0f, 0.7f, phase) : Step(1f, 0.7f, phase)) - 0.01f * noise.Fractal(u * 3f, 5f, 2);
        }

        float ripples = dice.Range(40f, 90f) * (1.4f - near), bend = dice.Range(1f, 4f);
        // How steeply the crest falls away from the light, for each of a row of places: the shader asks for every pixel.
        var falls = new float[257];
        for (var i = 0; i < falls.Length; i++)
            falls[i] = (Crest((i + 2.56f) / 256f) - Crest((i - 2.56f) / 256f)) * 50f * side;
        canvas.FillBelow(Crest, (u, v, below) =>
        {
            var fall = falls[(int)(u * 256f)];
            var depth = below / tall;
            // The shadow of the steep face leans away from the crest line as it comes down.
            var lit = Step(0.8f, -0.6f, fall + 0.9f * noise.At(u * 3f + depth * 0.6f, depth * 0.5f));
            var ripple = MathF.Sin((v * ripples + bend * noise.Fractal(u * 4f, v * 4f, 2)) * 2f) * 0.06f * near;
            var surface = sand * (0.95f + 0.1f * noise.Fractal(u * 30f, v * 30f, 2) + ripple);
            return weather.Fade(weather.Shine(surface, 0.15f + 0.85f * lit), 0.75f * (1f - near));
        });
    }

    private static void PaintMesas(Canvas canvas, Dice dice, Weather weather, float horizon)
    {
        var noise = new Noise(dice.Next());
        var rock = dice.Vary(dice.Pick(Rgb(0xA5543A), Rgb(0x8C5A46), Rgb(0x7A6A5C)));
        float rise = dice.Range(0.1f, 0.24f), threshold = dice.Range(-0.1f, 0.25f);
        canvas.FillBelow(
            u => horizon + 0.06f - rise * Step(threshold, threshold + 0.08f, noise.Fractal(u * 3.5f, 0f, 2)) - 0.02f * noise.Fractal(u * 12f, 9f, 3),
            (u, v) => weather.Fade(weather.Shine(rock * (0.85f + 0.25f * MathF.Sin(v * 110f + 2f * noise.At(u * 5f, v))), 0.55f + 0.5f * noise.Fractal(u * 16f, 1f, 3)), 0.5f));
    }

    private static void PaintCaravan(Canvas canvas, Dice dice, Weather weather, float level)
    {
        var coat = weather.Shine(Rgb(0x4A3020), 0.5f);
        var start = dice.Range(0.1f, 0.5f);
        var size = dice.Range(0.03f, 0.05f);
        for (var i = dice.Whole(3, 6); i > 0; i--)
        {
            var at = new Vector2(start + i * size * 1.7f / canvas.Aspect, level + dice.Range(-0.005f, 0.005f));
            canvas.FillEllipse(at - new Vector2(0f, size * 0.6f), size * 0.45f, size * 0.22f, coat);
            canvas.FillEllipse(at - new Vector2(0f, size * 0.8f), size * 0.15f, size * 0.2f, coat);
            canvas.DrawLine(at + new Vector2(size * 0.4f / canvas.Aspect, -size * 0.6f), at + new Vector2(size * 0.65f / canvas.Aspect, -size), size * 0.1f, size * 0.14f, coat);
            canvas.DrawLine(at + new Vector2(size * 0.3f / canvas.Aspect, -size * 0.5f), at + new Vector2(size * 0.3f / canvas.Aspect, 0f), size * 0.1f, size * 0.06f, coat);
            canvas.DrawLine(at + new Vector2(-size * 0.3f / canvas.Aspect, -size * 0.5f), at + new Vector2(-size * 0.3f / canvas.Aspect, 0f), size * 0.1f, size * 0.06f, coat);
        }
    }
}
