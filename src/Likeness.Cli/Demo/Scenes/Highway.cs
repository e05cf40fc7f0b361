using System.Numerics;
using Likeness.Cli.Demo.Painting;
using static Likeness.Cli.Demo.Painting.Colour;

namespace Likeness.Cli.Demo.Scenes;

/// <summary>A road that runs to the horizon: lanes, verges, rails, lamps or trees beside it, cars on it, hills behind.</summary>
internal sealed class Highway : IScene
{
    public string Name => "highway";

    public void Paint(Canvas canvas, Dice dice)
    {
        var weather = new Weather(dice, Hour.Day, Hour.Day, Hour.Overcast, Hour.Dusk, Hour.Dawn, Hour.Night);
        var road = new Road(dice);
        weather.PaintSky(canvas, dice, road.Horizon + 0.03f);
        PaintHills(canvas, dice, weather, road.Horizon);
        PaintLand(canvas, dice, weather, road.Horizon);
        PaintRoad(canvas, dice, weather, road);
        PaintRoadside(canvas, dice, weather, road);
        PaintCars(canvas, dice, weather, road);
    }

    private static void PaintHills(Canvas canvas, Dice dice, Weather weather, float horizon)
    {
        for (var i = 0; i < 2; i++)
        {
            var noise = new Noise(dice.Next());
            var rise = dice.Range(0.02f, 0.16f);
            var land = dice.Vary(dice.Pick(Rgb(0x55704A), Rgb(0x7A7458), Rgb(0x6B6F7A)));
            canvas.FillBelow(u => horizon - rise * (0.4f + 0.7f * noise.Fractal(u * 2.5f, i * 9f, 5)), (_, v) => weather.Fade(weather.Shine(land, 0.6f), 0.8f - 0.25f * i + (v - horizon)));
        }
    }

    private static void PaintLand(Canvas canvas, Dice dice, Weather weather, float horizon)
    {
        var noise = new Noise(dice.Next());
        var verge = dice.Vary(dice.Pick(Rgb(0x6F8A48), Rgb(0x9A8A56), Rgb(0x5A7A4A), Rgb(0xB08F62)), 0.05f);
        canvas.FillBelow(_ => horizon, (u, v) =>
        {
            var near = (v - horizon) / (1f - horizon);
            return weather.Fade(weather.Shine(verge * (1f + 0.35f * noise.Fractal((u - 0.5f) * 6f / (near + 0.15f), 5f / (near + 0.08f), 4)), 0.7f), 0.6f * (1f - near));
        });
    }

    private static void PaintRoad(Canvas canvas, Dice dice, Weather weather, Road road)
    {
        var noise = new Noise(dice.Next());
        var asphalt = dice.Vary(dice.Pick(Rgb(0x55565A), Rgb(0x77767A), Rgb(0x6A625C)), 0.04f);
        var paint = weather.Shine(dice.Chance(0.7f) ? new Vector3(0.95f) : Rgb(0xF0C040), 0.85f);
        var dash = dice.Range(2.2f, 4f);
        canvas.FillBelow(_ => road.Horizon, (u, v) =>
        {
            var ground = canvas.Sample(u, v);
            var near = road.Nearness(v);
            if (near <= 0f)
                return ground;
            // Across the road: −1 at its left edge, 1 at its right.
            var across = (u - road.Middle(near)) / (road.HalfWidth * near);
            var blur = 0.012f / near;
            var surface = weather.Fade(weather.Shine(asphalt * (1f + 0.2f * noise.Fractal(across * 8f, 2f / near, 3)), 0.65f), 0.6f * (1f - near));
            var lane = (across + 1f) * road.Lanes / 2f;
            var mark = MathF.Abs(across) > 0.9f ? MathF.Abs(MathF.Abs(across) - 0.94f) * road.Lanes / 2f : MathF.Abs(lane - MathF.Floor(lane + 0.5f));
            var painted = MathF.Abs(across) > 0.9f || (dash / near) % 1f < 0.5f;
            surface = Mix(surface, paint, painted && MathF.Abs(across) < 0.98f ? Step(0.035f + blur, 0.02f, mark) * (0.3f + 0.7f * near) : 0f);
            return Mix(surface, ground, Step(1f - blur, 1f + blur, MathF.Abs(across)));
        });
    }

    private static void PaintRoadside(Canvas canvas, Dice dice, Weather weather, Road road)
    {
        var thing = dice.Whole(0, 3);
        var leaf = dice.Vary(Rgb(0x5F8040), 0.08f);
        for (var distance = 12f; distance > 1f; distance *= dice.Range(0.72f, 0.9f))
        {
            var near = 1.1f / distance;
            foreach (var side in (ReadOnlySpan<float>)[-1f, 1f])
            {
                var foot = new Vector2(road.Middle(near) + side * road.HalfWidth * near * (thing == 0 ? 1.15f : dice.Range(1.3f, 2.2f)), road.Row(near));
                var size = near * (thing == 0 ? 0.55f : dice.Range(0.3f, 0.7f));
                if (thing == 0)
                    PaintLamp(canvas, weather, foot, size, side);
                else if (thing == 1)
                    Plants.Conifer(canvas, dice, foot, size, weather.Shine(leaf * 0.8f, 0.7f), weather.Shine(leaf * 0.5f, 0.4f));
                else if (thing == 2)
                    Plants.Broadleaf(canvas, dice, foot, size, weather.Shine(leaf, 0.8f), weather.Shine(leaf * 0.55f, 0.4f), weather.Shine(Rgb(0x4F3F30), 0.5f));
                else
                    canvas.DrawLine(foot, foot - new Vector2(0f, size * 0.18f), near * 0.02f, near * 0.02f, weather.Shine(new Vector3(0.8f), 0.8f));
            }
        }

        if (thing == 3)
            foreach (var side in (ReadOnlySpan<float>)[-1f, 1f])
                PaintRail(canvas, weather, road, side);
    }

    private static void PaintLamp(Canvas canvas, Weather weather, Vector2 foot, float size, float side)
    {
        var metal = weather.Shine(new Vector3(0.55f), 0.5f);
        var head = foot + new Vector2(-side * size * 0.3f / canvas.Aspect, -size);
        canvas.DrawLine(foot, foot - new Vector2(0f, size * 0.98f), size * 0.03f, size * 0.02f, metal);
        canvas.DrawLine(foot - new Vector2(0f, size * 0.98f), head, size * 0.02f, size * 0.02f, metal);
        if (weather.IsDark)
            canvas.FillEllipse(head, size * 0.09f, size * 0.07f, Rgb(0xFFE0A0), 0.95f, 0.9f);
    }

    private static void PaintRail(Canvas canvas, Weather weather, Road road, float side)
    {
        var metal = weather.Shine(Rgb(0xB8BCC0), 0.75f);
        Vector2 At(float near) => new(road.Middle(near) + side * road.HalfWidth * near * 1.2f, road.Row(near) - near * 0.09f);
        for (var near = 0.06f; near < 1.1f; near *= 1.25f)
            canvas.DrawLine(At(near), At(near * 1.25f), near * 0.035f, near * 0.044f, metal);
    }

    private static void PaintCars(Canvas canvas, Dice dice, Weather weather, Road road)
    {
        for (var cars = dice.Whole(0, 6); cars > 0; cars--)
        {
            var near = dice.Range(0.1f, 0.55f) / MathF.Sqrt(cars);
            var lane = dice.Whole(0, road.Lanes - 1);
            var width = road.HalfWidth * near * 1.1f / road.Lanes;
            var foot = new Vector2(road.Middle(near) + road.HalfWidth * near * ((2f * lane + 1f) / road.Lanes - 1f), road.Row(near));
            var body = weather.Shine(dice.Pick(Rgb(0xB03028), Rgb(0xE8E8E8), Rgb(0x283858), Rgb(0x202022), Rgb(0x8A9098), Rgb(0xD0A030)), 0.75f);
            var tall = width * canvas.Aspect;
            canvas.FillEllipse(foot, tall * 0.6f, tall * 0.08f, Vector3.Zero, 0.5f, 0.5f);
            canvas.FillRectangle(foot.X - width * 0.5f, foot.Y - tall * 0.5f, foot.X + width * 0.5f, foot.Y - tall * 0.08f, body);
            canvas.FillPolygon([new(foot.X - width * 0.45f, foot.Y - tall * 0.5f), new(foot.X - width * 0.32f, foot.Y - tall * 0.85f), new(foot.X + width * 0.32f, foot.Y - tall * 0.85f), new(foot.X + width * 0.45f, foot.Y - tall * 0.5f)], Mix(body, weather.SkyAt(0.5f), 0.5f) * 0.7f);
            var light = lane < road.Lanes / 2 ? Rgb(0xFFF4C8) : Rgb(0xE02018);
            foreach (var side in (ReadOnlySpan<float>)[-0.38f, 0.38f])
                canvas.FillEllipse(foot + new Vector2(side * width, -tall * 0.36f), tall * 0.09f, tall * 0.07f, light, weather.IsDark ? 1f : 0.7f, 0.5f);
        }
    }

    /// <summary>Where the road lies. Nearness is 1 at the lower border and 0 at the horizon.</summary>
    private sealed class Road(Dice dice)
    {
        private readonly float vanishing = dice.Range(0.3f, 0.7f), foot = dice.Range(0.3f, 0.7f), bend = dice.Range(-0.5f, 0.5f);

        public float Horizon { get; } = dice.Range(0.36f, 0.58f);

        public float HalfWidth { get; } = dice.Range(0.4f, 0.85f);

        public int Lanes { get; } = dice.Whole(2, 4);

        public float Nearness(float v) => (v - Horizon) / (1f - Horizon);

        public float Row(float near) => Horizon + (1f - Horizon) * near;

        public float Middle(float near) => vanishing + (foot - vanishing) * near + bend * near * (1f - near) * (1f - near);
    }
}
