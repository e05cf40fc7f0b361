using System.Numerics;

namespace Likeness.Cli.Demo.Painting;

/// <summary>Colours are vectors of red, green and blue in [0, 1], as they are shown (sRGB).</summary>
internal static class Colour
{
    /// <summary>From 0xRRGGBB.</summary>
    public static Vector3 Rgb(int code) => new Vector3((code >> 16) & 255, (code >> 8) & 255, code & 255) / 255f;

    /// <summary>A at 0, b at 1, a blend between.</summary>
    public static Vector3 Mix(Vector3 a, Vector3 b, float t) => Vector3.Lerp(a, b, Math.Clamp(t, 0f, 1f));

    /// <summary>0 below <paramref name="low"/>, 1 above <paramref name="high"/>, smooth between; the two may be in either order.</summary>
    public static float Step(float low, float high, float value)
    {
        var t = Math.Clamp((value - low) / (high - low), 0f, 1f);
        return t * t * (3f - 2f * t);
    }
}
