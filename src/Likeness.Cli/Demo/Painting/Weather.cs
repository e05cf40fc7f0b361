using System.Numerics;
using static Likeness.Cli.Demo.Painting.Colour;

namespace Likeness.Cli.Demo.Painting;

/// <summary>
/// Light, haze and sky of one picture. All kinds of scene share it, so that the tone of a picture alone does not give its kind away.
/// </summary>
internal sealed class Weather
{
    private readonly Hour hour;
    private readonly Vector3 zenith, horizon;
    private readonly float clouds;

    /// <summary>Chooses within the hours that suit the scene.</summary>
    public Weather(Dice dice, params ReadOnlySpan<Hour> hours)
    {
        hour = dice.Pick(hours);
        var (high, low, sun, ambient) = hour switch
        {
            Hour.Dawn => (0x6F8FC4, 0xF6C9B4, 0xFFD9B8, 0x6E6A8E),
            Hour.Day => (0x2F6FC0, 0xBFDDF0, 0xFFF8E6, 0x6F7F96),
            Hour.Overcast => (0x8D98A3, 0xD0D4D6, 0xD9DCDD, 0x84898E),
            Hour.Dusk => (0x33376E, 0xF39A52, 0xFFAE6B, 0x4E4468),
            _ => (0x060B20, 0x22305A, 0x7688B4, 0x141A30),
        };
        zenith = dice.Vary(Rgb(high), 0.07f);
        horizon = dice.Vary(Rgb(low), 0.07f);
        Light = dice.Vary(Rgb(sun), 0.04f);
        Ambient = dice.Vary(Rgb(ambient), 0.05f);
        Sun = new Vector2(dice.Range(0.08f, 0.92f), hour switch { Hour.Day => dice.Range(0.03f, 0.2f), Hour.Night => dice.Range(0.06f, 0.22f), _ => dice.Range(0.2f, 0.42f) });
        clouds = hour == Hour.Overcast ? dice.Range(0.55f, 0.95f) : dice.Range(-0.25f, 0.55f);
        Haze = hour == Hour.Overcast ? dice.Range(0.5f, 0.9f) : dice.Range(0.25f, 0.75f);
    }

    /// <summary>Colour of what the sun (or moon) shines on.</summary>
    public Vector3 Light { get; }

    /// <summary>Colour of the light in the shade.</summary>
    public Vector3 Ambient { get; }

    /// <summary>Where the sun or moon stands, in u and v.</summary>
    public Vector2 Sun { get; }

    /// <summary>How much of the horizon's colour the farthest things take on, 0 to 1.</summary>
    public float Haze { get; }

    /// <summary>True when windows and lamps are lit.</summary>
    public bool IsDark => hour is Hour.Night or Hour.Dusk;

    /// <summary>True when the sun or moon itself can be seen.</summary>
    public bool IsClear => hour != Hour.Overcast;

    /// <summary>A surface of this colour with <paramref name="lit"/> (0 to 1) of it turned to the light.</summary>
    public Vector3 Shine(Vector3 surface, float lit) => surface * Mix(Ambient, Light, lit);

    /// <summary>The colour as it looks from afar: distance 0 (near) to 1 (at the horizon).</summary>
    public Vector3 Fade(Vector3 colour, float distance) => Mix(colour, horizon, distance * Haze);

    /// <summary>The clear sky's colour at a height above the horizon, 0 to 1.</summary>
    public Vector3 SkyAt(float height) => Mix(horizon, zenith, MathF.Pow(Math.Clamp(height, 0f, 1f), 0.75f));

    /// <summary>Fills the canvas with sky; its lowest colour lies at <paramref name="horizonLine"/>.</summary>
    public void PaintSky(Canvas canvas, Dice dice, float horizonLine)
    {
        var noise = new Noise(dice.Next());
        float stretch = dice.Range(1.2f, 3.5f), size = dice.Range(1.6f, 4.5f);
        var bright = Mix(Light, Vector3.One, hour == Hour.Night ? 0f : 0.4f);
        canvas.Fill((u, v) =>
        {
            var height = 1f - v / horizonLine;
            var sky = SkyAt(height);
            // Clouds lie in a layer overhead, so they get flatter and closer towards the horizon.
            var depth = 1f / (Math.Max(0f, height) + 0.35f);
            var cover = noise.Fractal(u * canvas.Aspect * size * depth * 0.6f, depth * size * stretch, 5);
            var thick = Step(0.15f - clouds * 0.6f, 0.75f - clouds * 0.6f, cover);
            var shade = Mix(bright, Mix(Ambient, horizon, 0.5f), Step(0.1f, 0.9f, cover + clouds * 0.3f));
            return Mix(sky, shade, thick * (hour == Hour.Night ? 0.35f : 0.85f));
        });
        if (hour == Hour.Night)
            PaintStars(canvas, dice, horizonLine);
        if (IsClear)
            PaintSun(canvas, dice);
    }

    private static void PaintStars(Canvas canvas, Dice dice, float horizonLine)
    {
        for (var i = dice.Whole(20, 90); i > 0; i--)
            canvas.FillEllipse(new(dice.Unit(), dice.Range(0f, horizonLine)), 0.003f, 0.003f, Vector3.One, dice.Range(0.2f, 0.9f));
    }

    private void PaintSun(Canvas canvas, Dice dice)
    {
        if (hour == Hour.Night)
        {
            canvas.FillEllipse(Sun, 0.035f, 0.035f, new(0.93f, 0.94f, 0.88f));
            canvas.Glow(Sun, 0.05f, new Vector3(0.25f, 0.27f, 0.32f));
            return;
        }

        var radius = dice.Range(0.02f, 0.05f);
        canvas.Glow(Sun, radius * 3f, Light * 0.35f);
        canvas.FillEllipse(Sun, radius, radius, Mix(Light, Vector3.One, 0.7f), 1f, 0.3f);
    }
}
