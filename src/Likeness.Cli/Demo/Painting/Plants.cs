using System.Numerics;

namespace Likeness.Cli.Demo.Painting;

/// <summary>Trees that several kinds of scene have in common.</summary>
internal static class Plants
{
    /// <summary>A conifer: tiers of branches that narrow upwards, lit from one side. <paramref name="size"/> is its height in v.</summary>
    public static void Conifer(Canvas canvas, Dice dice, Vector2 foot, float size, Vector3 lit, Vector3 shade, float snow = 0f)
    {
        var half = size * dice.Range(0.2f, 0.3f) / canvas.Aspect;
        canvas.FillRectangle(foot.X - half * 0.12f, foot.Y - size * 0.15f, foot.X + half * 0.12f, foot.Y, shade * 0.6f);
        var tiers = Math.Clamp((int)(size * 22f), 3, 7);
        for (var tier = 0; tier < tiers; tier++)
        {
            var low = foot.Y - size * (0.1f + 0.8f * tier / tiers);
            var high = Math.Max(low - size * 1.7f / tiers, foot.Y - size);
            var reach = half * (1f - 0.85f * tier / tiers) * dice.Range(0.9f, 1.1f);
            var tip = new Vector2(foot.X, high);
            canvas.FillPolygon([tip, new(foot.X + reach, low), new(foot.X, low - size * 0.03f)], lit);
            canvas.FillPolygon([tip, new(foot.X, low - size * 0.03f), new(foot.X - reach, low)], shade);
            if (snow > 0f)
                canvas.FillPolygon([tip, new(foot.X + reach * 0.8f, low - size * 0.02f), new(foot.X + reach * 0.2f, low - size * 0.07f), new(foot.X - reach * 0.6f, low - size * 0.02f)], new Vector3(0.93f, 0.95f, 1f) * (0.4f + 0.6f * lit.Length()), snow);
        }
    }

    /// <summary>A broad-leaved tree: a trunk and a crown of overlapping tufts, light above and dark below.</summary>
    public static void Broadleaf(Canvas canvas, Dice dice, Vector2 foot, float size, Vector3 lit, Vector3 shade, Vector3 bark)
    {
        canvas.DrawLine(foot, new(foot.X + dice.Range(-0.02f, 0.02f) * size, foot.Y - size * 0.55f), size * 0.09f, size * 0.05f, bark);
        var tufts = Math.Clamp((int)(size * 70f), 6, 26);
        for (var i = 0; i < tufts; i++)
        {
            var height = i / (float)tufts;
            var angle = dice.Range(0f, MathF.Tau);
            var reach = size * 0.3f * MathF.Sqrt(dice.Unit()) * (1f - 0.5f * height);
            var centre = new Vector2(foot.X + MathF.Cos(angle) * reach / canvas.Aspect, foot.Y - size * (0.45f + 0.42f * height) + MathF.Sin(angle) * reach * 0.4f);
            var radius = size * dice.Range(0.1f, 0.19f);
            canvas.FillEllipse(centre, radius, radius * 0.85f, Vector3.Lerp(shade, lit, Math.Clamp(height + dice.Range(-0.3f, 0.3f), 0f, 1f)), 0.95f, 0.25f);
        }
    }
}
