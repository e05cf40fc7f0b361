using System.Numerics;
using Likeness.Cli.Demo.Painting;
using static Likeness.Cli.Demo.Painting.Colour;

namespace Likeness.Cli.Demo.Scenes;

/// <summary>A skyline by day or night: rows of towers with windows, roofs and masts, over water, a street or roofs.</summary>
internal sealed class City : IScene
{
    public string Name => "city";

    public void Paint(Canvas canvas, Dice dice)
    {
        var weather = new Weather(dice, Hour.Day, Hour.Day, Hour.Night, Hour.Dusk, Hour.Overcast, Hour.Dawn);
        var ground = dice.Range(0.72f, 1.02f);
        weather.PaintSky(canvas, dice, ground);
        var rows = dice.Whole(2, 4);
        for (var row = 0; row < rows; row++)
        {
            var near = (row + 1f) / rows;
            var tall = dice.Range(0.35f, 0.65f) * (1.25f - 0.5f * near);
            for (var u = dice.Range(-0.1f, 0f); u < 1f;)
            {
                var across = dice.Range(0.05f, 0.13f) * (0.6f + 0.6f * near);
                // Towers stand closer and higher towards the middle.
                var middle = 1f - MathF.Abs(u + across / 2f - 0.5f);
                PaintTower(canvas, dice, weather, u, u + across, ground - tall * dice.Range(0.3f, 1f) * middle, ground, near);
                u += across * dice.Range(0.85f, 1.3f);
            }
        }

        if (dice.Chance(0.55f))
            PaintRiver(canvas, dice, weather, ground);
        else
            PaintStreet(canvas, dice, weather, ground);
    }

    private static void PaintTower(Canvas canvas, Dice dice, Weather weather, float left, float right, float top, float ground, float near)
    {
        var stone = dice.Vary(dice.Pick(Rgb(0x8C8378), Rgb(0x6B7480), Rgb(0xA69684), Rgb(0x545C68), Rgb(0x94604E), Rgb(0x7FA0B0)), 0.07f);
        var distance = 0.8f * (1f - near);
        var lit = weather.Sun.X > (left + right) / 2f ? 0.8f : 0.35f;
        var wall = weather.Fade(weather.Shine(stone, 0.6f), distance);
        canvas.FillRectangle(left, top, right, ground, wall);
        var corner = left + (right - left) * dice.Range(0.6f, 0.85f);
        canvas.FillRectangle(corner, top, right, ground, weather.Fade(weather.Shine(stone, 1f - lit), distance));
        PaintRoof(canvas, dice, left, right, top, wall * 0.85f);

        float story = dice.Range(0.02f, 0.034f), pane = dice.Range(0.009f, 0.02f) / canvas.Aspect, share = weather.IsDark ? dice.Range(0.25f, 0.7f) : 0.04f;
        var bands = dice.Chance(0.3f);
        var glass = weather.Fade(Mix(weather.SkyAt(0.4f), stone, 0.35f) * 0.7f, distance);
        var lamp = weather.Fade(dice.Pick(Rgb(0xFFD98A), Rgb(0xFFE9C0), Rgb(0xCFE3FF)), distance * 0.6f);
        for (var v = top + story; v + story < ground; v += story)
        {
            if (bands)
                canvas.FillRectangle(left + pane, v, corner - pane * 0.3f, v + story * 0.5f, glass, 0.9f);
            for (var u = left + pane * 0.6f; u + pane < corner; u += pane * 1.6f)
                if (dice.Chance(share))
                    canvas.FillRectangle(u, v, u + pane, v + story * 0.6f, lamp, dice.Range(0.6f, 1f));
                else if (!bands)
                    canvas.FillRectangle(u, v, u + pane, v + story * 0.6f, glass, 0.85f);
        }
    }

    private static void PaintRoof(Canvas canvas, Dice dice, float left, float right, float top, Vector3 colour)
    {
        float middle = (left + right) / 2f, half = (right - left) / 2f;
        switch (dice.Whole(0, 4))
        {
            case 0:
                canvas.FillPolygon([new(left, top), new(middle, top - half * dice.Range(0.6f, 2f)), new(right, top)], colour);
                break;
            case 1:
                canvas.FillRectangle(middle - half * 0.6f, top - half * 0.7f, middle + half * 0.6f, top + 0.002f, colour);
                canvas.DrawLine(new(middle, top - half * 0.7f), new(middle, top - half * 2.4f), 0.008f, 0.002f, colour);
                break;
            case 2:
                canvas.FillPolygon([new(left, top), new(left, top - half * 0.3f), new(right, top - half * dice.Range(0.4f, 1.1f)), new(right, top)], colour);
                break;
            default:
                canvas.FillRectangle(middle - half * 0.3f, top - 0.012f, middle + half * 0.5f, top + 0.002f, colour);
                break;
        }
    }

    private static void PaintRiver(Canvas canvas, Dice dice, Weather weather, float ground)
    {
        var noise = new Noise(dice.Next());
        var water = weather.Shine(Rgb(0x34495A), 0.5f);
        var bank = ground - 0.02f;
        canvas.FillRectangle(0f, bank, 1f, ground, weather.Shine(Rgb(0x5A554E), 0.4f));
        canvas.FillBelow(_ => ground, (u, v) =>
        {
            var near = (v - ground) / Math.Max(0.02f, 1f - ground);
            var wave = noise.Fractal(u * 9f, 20f / (near + 0.25f), 3);
            return Mix(water, canvas.Sample(u + wave * 0.03f * near, bank - (v - ground) * 2.4f), 0.55f + 0.2f * wave);
        });
    }

    private static void PaintStreet(Canvas canvas, Dice dice, Weather weather, float ground)
    {
        var noise = new Noise(dice.Next());
        var asphalt = dice.Vary(Rgb(0x4C4C50), 0.04f);
        canvas.FillBelow(_ => ground, (u, v) => weather.Shine(asphalt * (1f + 0.25f * noise.Fractal(u * 30f, v * 60f, 3)), 0.5f));
        for (var lights = weather.IsDark ? dice.Whole(6, 20) : 0; lights > 0; lights--)
            canvas.FillEllipse(new(dice.Unit(), dice.Range(ground, 1f)), 0.012f, 0.008f, dice.Pick(Rgb(0xFFE9B0), Rgb(0xFF5040)), 0.9f, 0.8f);
        for (var trees = dice.Whole(0, 9); trees > 0; trees--)
            Plants.Broadleaf(canvas, dice, new(dice.Unit(), ground + dice.Range(0.01f, 0.05f)), dice.Range(0.07f, 0.13f), weather.Shine(Rgb(0x6C8A48), 0.7f), weather.Shine(Rgb(0x3A5230), 0.4f), weather.Shine(Rgb(0x4A3A2C), 0.5f));
    }
}
