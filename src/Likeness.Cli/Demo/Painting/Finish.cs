using System.Numerics;

namespace Likeness.Cli.Demo.Painting;

/// <summary>What a camera adds to every picture: exposure, contrast, a cast of colour, darker corners and grain.</summary>
internal static class Finish
{
    /// <summary>Applies it, each by a random amount.</summary>
    public static void Apply(Canvas canvas, Dice dice)
    {
        var exposure = dice.Range(0.85f, 1.15f);
        var contrast = dice.Range(0.88f, 1.15f);
        var colourfulness = dice.Range(0.6f, 1.15f);
        var corners = dice.Range(0f, 0.35f);
        var grain = dice.Range(0.004f, 0.03f);
        var cast = Vector3.One + new Vector3(dice.Range(-0.07f, 0.07f), dice.Range(-0.03f, 0.03f), dice.Range(-0.07f, 0.07f));
        canvas.Transform((colour, u, v) =>
        {
            float dx = u - 0.5f, dy = v - 0.5f;
            var grey = Vector3.Dot(colour, new Vector3(0.3f, 0.59f, 0.11f));
            colour = Vector3.Lerp(new Vector3(grey), colour, colourfulness) * cast * (exposure * (1f - corners * (dx * dx + dy * dy) * 1.6f));
            return (colour - new Vector3(0.5f)) * contrast + new Vector3(0.5f + grain * (dice.Unit() + dice.Unit() - 1f));
        });
    }
}
