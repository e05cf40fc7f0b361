using System.Numerics;
using Likeness.Cli.Demo.Painting;
using static Likeness.Cli.Demo.Painting.Colour;

namespace Likeness.Cli.Demo.Scenes;

/// <summary>A village in winter: gabled houses under snow, lit windows, smoke, a church, spruces, falling flakes.</summary>
internal sealed class Village : IScene
{
    private static readonly Vector3 Snow = new(0.94f, 0.96f, 1f);

    public string Name => "village";

    public void Paint(Canvas canvas, Dice dice)
    {
        var weather = new Weather(dice, Hour.Overcast, Hour.Day, Hour.Dusk, Hour.Night, Hour.Dawn, Hour.Night);
        var horizon = dice.Range(0.38f, 0.55f);
        weather.PaintSky(canvas, dice, horizon + 0.05f);
        PaintSlopes(canvas, dice, weather, horizon, 0.2f);
        var rows = dice.Whole(2, 3);
        for (var row = 0; row < rows; row++)
        {
            var near = (row + 1f) / rows;
            var level = horizon + (0.84f - horizon) * near * near + dice.Range(-0.02f, 0.03f);
            PaintGround(canvas, dice, weather, level - 0.03f, near);
            PaintTrees(canvas, dice, weather, level, near);
            if (row == 0 && dice.Chance(0.5f))
                PaintChurch(canvas, dice, weather, new(dice.Range(0.15f, 0.85f), level), dice.Range(0.24f, 0.36f));
            for (var u = dice.Range(-0.05f, 0.15f); u < 1f; u += dice.Range(0.2f, 0.42f) * (0.45f + 0.6f * near))
                PaintHouse(canvas, dice, weather, new(u, level + dice.Range(-0.02f, 0.03f)), dice.Range(0.17f, 0.25f) * (0.4f + 0.6f * near), 0.6f * (1f - near));
        }

        PaintGround(canvas, dice, weather, dice.Range(0.86f, 0.97f), 1f);
        if (dice.Chance(0.6f))
            PaintFlakes(canvas, dice, weather);
    }

    private static void PaintSlopes(Canvas canvas, Dice dice, Weather weather, float horizon, float rise)
    {
        var noise = new Noise(dice.Next());
        canvas.FillBelow(u => horizon - rise * (0.3f + 0.8f * noise.Fractal(u * 2f, 0f, 4)), (u, v) =>
        {
            var wood = Step(0f, 0.25f, noise.Fractal(u * 9f, v * 14f, 4));
            return weather.Fade(weather.Shine(Mix(Snow, Rgb(0x3C4A44), wood), 0.55f), 0.7f);
        });
    }

    private static void PaintGround(Canvas canvas, Dice dice, Weather weather, float level, float near)
    {
        var noise = new Noise(dice.Next());
        canvas.FillBelow(
            u => level + 0.025f * noise.Fractal(u * 2.5f, 0f, 3),
            (u, v) => weather.Fade(weather.Shine(Snow, 0.65f + 0.5f * noise.Fractal(u * 5f, v * 14f, 3)), 0.5f * (1f - near)));
    }

    private static void PaintTrees(Canvas canvas, Dice dice, Weather weather, float level, float near)
    {
        var needles = dice.Vary(Rgb(0x3A5A48), 0.05f);
        for (var trees = dice.Whole(2, 9); trees > 0; trees--)
            Plants.Conifer(canvas, dice, new(dice.Range(-0.02f, 1.02f), level + dice.Range(-0.02f, 0.01f)), dice.Range(0.12f, 0.3f) * (0.45f + 0.6f * near),
                weather.Fade(weather.Shine(needles, 0.7f), 0.5f * (1f - near)), weather.Fade(weather.Shine(needles * 0.6f, 0.4f), 0.5f * (1f - near)), dice.Range(0.2f, 0.9f));
    }

    private static void PaintHouse(Canvas canvas, Dice dice, Weather weather, Vector2 foot, float size, float distance)
    {
        var wood = dice.Vary(dice.Pick(Rgb(0x7A4A32), Rgb(0xA8422F), Rgb(0xC9A36A), Rgb(0x8A8078), Rgb(0xD8CDB8), Rgb(0x4F6478)), 0.05f);
        float across = size * dice.Range(1f, 1.6f) / canvas.Aspect, wall = size * dice.Range(0.4f, 0.55f), eaves = foot.Y - wall, ridge = foot.Y - size, over = across * 0.08f;
        canvas.FillRectangle(foot.X, eaves, foot.X + across, foot.Y, weather.Fade(weather.Shine(wood, 0.65f), distance));
        var gable = dice.Chance(0.55f);
        var middle = foot.X + across / 2f;
        var roof = weather.Fade(weather.Shine(Snow, 0.8f), distance * 0.7f);
        if (gable)
        {
            canvas.FillPolygon([new(foot.X, eaves), new(middle, ridge), new(foot.X + across, eaves)], weather.Fade(weather.Shine(wood, 0.6f), distance));
            canvas.DrawLine(new(foot.X - over, eaves + size * 0.04f), new(middle, ridge), size * 0.1f, size * 0.1f, roof);
            canvas.DrawLine(new(middle, ridge), new(foot.X + across + over, eaves + size * 0.04f), size * 0.1f, size * 0.1f, roof * 0.92f);
        }
        else
        {
            canvas.FillPolygon([new(foot.X - over, eaves + size * 0.03f), new(foot.X + across * 0.14f, ridge), new(foot.X + across * 0.86f, ridge), new(foot.X + across + over, eaves + size * 0.03f)], roof);
        }

        var chimney = foot.X + across * 0.68f;
        canvas.FillRectangle(chimney, ridge - size * 0.1f, chimney + across * 0.09f, ridge + size * 0.2f, weather.Fade(weather.Shine(Rgb(0x6A4A40), 0.5f), distance));
        if (dice.Chance(0.4f))
            PaintSmoke(canvas, dice, weather, new(chimney, ridge - size * 0.12f), size);

        var glow = weather.IsDark || dice.Chance(0.35f);
        var pane = glow ? Rgb(0xFFCB66) : weather.Fade(weather.Shine(Rgb(0x3A4656), 0.6f), distance);
        for (var i = dice.Whole(2, 4); i > 0; i--)
        {
            var u = foot.X + across * (i - 0.5f) / 4.6f;
            canvas.FillRectangle(u, eaves + wall * 0.25f, u + across * 0.12f, eaves + wall * 0.62f, pane);
        }

        canvas.FillRectangle(foot.X + across * 0.84f, eaves + wall * 0.4f, foot.X + across * 0.95f, foot.Y, weather.Fade(weather.Shine(wood * 0.5f, 0.5f), distance));
    }

    private static void PaintChurch(Canvas canvas, Dice dice, Weather weather, Vector2 foot, float size)
    {
        var across = size * 0.2f / canvas.Aspect;
        var stone = weather.Fade(weather.Shine(dice.Vary(Rgb(0xCFC6B8)), 0.7f), 0.35f);
        canvas.FillRectangle(foot.X, foot.Y - size * 0.6f, foot.X + across, foot.Y, stone);
        canvas.FillPolygon([new(foot.X - across * 0.1f, foot.Y - size * 0.58f), new(foot.X + across / 2f, foot.Y - size), new(foot.X + across * 1.1f, foot.Y - size * 0.58f)], weather.Fade(weather.Shine(dice.Pick(Rgb(0x5A6A74), Rgb(0x7A3C34), Rgb(0x4F7A70)), 0.6f), 0.3f));
        canvas.FillEllipse(new(foot.X + across / 2f, foot.Y - size * 0.48f), size * 0.035f, size * 0.035f, Rgb(0x2A2A30));
    }

    private static void PaintSmoke(Canvas canvas, Dice dice, Weather weather, Vector2 from, float size)
    {
        var wind = dice.Range(-0.5f, 0.5f);
        for (var puff = 0; puff < 7; puff++)
        {
            var rise = puff * size * 0.11f;
            canvas.FillEllipse(from + new Vector2(wind * rise * (1f + puff * 0.15f), -rise), size * (0.035f + 0.018f * puff), size * (0.035f + 0.014f * puff), weather.Shine(new Vector3(0.85f), 0.7f), 0.45f - puff * 0.05f, 0.9f);
        }
    }

    private static void PaintFlakes(Canvas canvas, Dice dice, Weather weather)
    {
        var flake = Mix(weather.Shine(Snow, 1f), Vector3.One, 0.5f);
        for (var i = dice.Whole(40, 260); i > 0; i--)
        {
            var radius = dice.Range(0.002f, 0.008f);
            canvas.FillEllipse(new(dice.Unit(), dice.Unit()), radius, radius, flake, dice.Range(0.35f, 0.9f), 0.7f);
        }
    }
}
