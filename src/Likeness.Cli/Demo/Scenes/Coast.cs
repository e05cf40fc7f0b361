using System.Numerics;
using Likeness.Cli.Demo.Painting;
using static Likeness.Cli.Demo.Painting.Colour;

namespace Likeness.Cli.Demo.Scenes;

/// <summary>Sea to the horizon, headlands, surf on a beach or rocks, sometimes a sail.</summary>
internal sealed class Coast : IScene
{
    public string Name => "coast";

    public void Paint(Canvas canvas, Dice dice)
    {
        var weather = new Weather(dice, Hour.Day, Hour.Day, Hour.Dawn, Hour.Dusk, Hour.Overcast, Hour.Night);
        var horizon = dice.Range(0.3f, 0.58f);
        weather.PaintSky(canvas, dice, horizon);
        if (dice.Chance(0.6f))
            PaintHeadland(canvas, dice, weather, horizon);
        PaintSea(canvas, dice, weather, horizon);
        for (var sails = dice.Whole(-2, 3); sails > 0; sails--)
            PaintSail(canvas, dice, weather, horizon);
        PaintShore(canvas, dice, weather, horizon);
    }

    private static void PaintSea(Canvas canvas, Dice dice, Weather weather, float horizon)
    {
        var waves = new Noise(dice.Next());
        var deep = weather.Shine(dice.Vary(dice.Pick(Rgb(0x2A6F97), Rgb(0x1F8A8C), Rgb(0x3C5A72)), 0.05f), 0.6f);
        float swell = dice.Range(0.12f, 0.4f), choppy = dice.Range(5f, 12f);
        canvas.FillBelow(_ => horizon, (u, v) =>
        {
            var near = (v - horizon) / (1f - horizon);
            var distance = 1f / (near + 0.06f);
            var wave = waves.Fractal((u - 0.5f) * canvas.Aspect * choppy * (0.4f + distance * 0.25f), distance * 6f, 4);
            var water = Mix(weather.SkyAt(0.25f + wave * swell), deep, 0.35f + 0.45f * near + wave * 0.2f);
            if (!weather.IsClear)
                return water;
            // The path of light under the sun, broken by the waves and wider the nearer it comes.
            var off = (u - weather.Sun.X) * canvas.Aspect / (0.05f + near * 0.25f);
            return water + weather.Light * (Step(0.1f, 0.6f, wave) * 0.7f / (1f + off * off));
        });
    }

    private static void PaintHeadland(Canvas canvas, Dice dice, Weather weather, float horizon)
    {
        var noise = new Noise(dice.Next());
        var left = dice.Chance(0.5f);
        float reach = dice.Range(0.25f, 0.7f), rise = dice.Range(0.06f, 0.24f), distance = dice.Range(0.3f, 0.8f);
        var rock = dice.Vary(dice.Pick(Rgb(0x5E5A4C), Rgb(0x4F6242), Rgb(0x8A7A66)));
        canvas.FillBelow(
            u => horizon + 0.002f - rise * Step(reach, 0f, left ? u : 1f - u) * (0.75f + 0.4f * noise.Fractal(u * 6f, 0f, 4)),
            (u, v) => weather.Fade(weather.Shine(rock, 0.5f + 0.6f * noise.Fractal(u * 14f, v * 30f, 3)), distance));
    }

    private static void PaintSail(Canvas canvas, Dice dice, Weather weather, float horizon)
    {
        var foot = new Vector2(dice.Range(0.1f, 0.9f), horizon + dice.Range(0.01f, 0.12f));
        var size = dice.Range(0.03f, 0.07f) + (foot.Y - horizon) * 0.5f;
        var cloth = weather.Shine(dice.Pick(Vector3.One, Rgb(0xE8E0D0), Rgb(0xC8463C)), 0.9f);
        canvas.FillPolygon([new(foot.X, foot.Y - size), new(foot.X + size * 0.45f / canvas.Aspect, foot.Y - size * 0.1f), new(foot.X, foot.Y - size * 0.1f)], cloth);
        canvas.FillPolygon([new(foot.X - 0.004f, foot.Y - size * 0.9f), new(foot.X - 0.004f, foot.Y - size * 0.1f), new(foot.X - size * 0.25f / canvas.Aspect, foot.Y - size * 0.1f)], cloth * 0.85f);
        canvas.DrawLine(new(foot.X - size * 0.25f / canvas.Aspect, foot.Y), new(foot.X + size * 0.35f / canvas.Aspect, foot.Y), size * 0.12f, size * 0.08f, weather.Shine(Rgb(0x3A2F2A), 0.6f));
    }

    private static void PaintShore(Canvas canvas, Dice dice, Weather weather, float horizon)
    {
        var noise = new Noise(dice.Next());
        var rocky = dice.Chance(0.35f);
        var ground = dice.Vary(rocky ? Rgb(0x6B6258) : dice.Pick(Rgb(0xD9BF8F), Rgb(0xC9AE84), Rgb(0xBFB09A)), 0.06f);
        float level = dice.Range(horizon + 0.22f, 1.02f), slope = dice.Range(-0.35f, 0.35f), rough = rocky ? 0.12f : 0.03f;
        float Edge(float u) => level + slope * (u - 0.5f) + rough * noise.Fractal(u * (rocky ? 5f : 2.5f), 3f, rocky ? 5 : 3);
        var foam = weather.Shine(new Vector3(0.97f), 0.9f);
        for (var line = 3; line >= 0; line--)
        {
            var back = 0.012f + line * 0.035f;
            canvas.FillBelow(u => Edge(u) - back - 0.012f * noise.Fractal(u * 9f, line * 7f, 3), (u, v, depth) =>
            {
                var water = canvas.Sample(u, v);
                if (depth > 0.06f)
                    return water;
                var broken = Step(-0.3f, 0.35f, noise.Fractal(u * 18f, v * 40f, 3));
                return Mix(water, foam, broken * (0.75f - 0.17f * line) * Step(0.05f, 0f, depth));
            });
        }

        canvas.FillBelow(Edge, (u, v, depth) =>
        {
            var grain = rocky ? noise.Ridged(u * 9f, v * 12f, 4) : 0.5f + 0.25f * noise.Fractal(u * 22f, v * 60f, 3);
            return weather.Shine(ground * Mix(new Vector3(rocky ? 0.9f : 0.72f), Vector3.One, depth / 0.07f), 0.25f + 0.75f * grain);
        });
    }
}
