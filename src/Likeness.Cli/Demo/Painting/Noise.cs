using Likeness.Numerics.Randomness;

namespace Likeness.Cli.Demo.Painting;

/// <summary>
/// Smooth noise over the plane, and sums of it at growing frequencies.
/// Source: Perlin, "An image synthesizer", 1985 (gradients on a lattice); Musgrave, "Texturing and modeling", 1994 (ridges).
/// </summary>
internal sealed class Noise(ulong seed)
{
    // The octaves are turned against each other so that their lattices do not line up into visible rows.
    private const float Cosine = 0.8f, Sine = 0.6f;

    // Eight directions of equal length; the upward part of each is the sideways part of the one two places on.
    private static readonly float[] Slopes = [1f, 1.4142f, 1f, 0f, -1f, -1.4142f, -1f, 0f];

    private readonly uint key = (uint)new Xoshiro256(seed).NextUInt64();

    /// <summary>Roughly in [−1, 1], 0 at whole coordinates, one hill or hollow about each unit.</summary>
    public float At(float x, float y)
    {
        int i = (int)x, j = (int)y;
        i -= x < i ? 1 : 0;
        j -= y < j ? 1 : 0;
        float dx = x - i, dy = y - j;
        var sx = dx * dx * dx * (dx * (dx * 6f - 15f) + 10f);
        var sy = dy * dy * dy * (dy * (dy * 6f - 15f) + 10f);
        var above = Blend(Slope(i, j, dx, dy), Slope(i + 1, j, dx - 1f, dy), sx);
        var below = Blend(Slope(i, j + 1, dx, dy - 1f), Slope(i + 1, j + 1, dx - 1f, dy - 1f), sx);
        return Blend(above, below, sy) * 1.4f;
    }

    /// <summary>Fractal sum, roughly in [−1, 1]: each octave has twice the frequency and half the height of the one before.</summary>
    public float Fractal(float x, float y, int octaves)
    {
        float sum = 0f, height = 0.55f;
        for (var octave = 0; octave < octaves; octave++, height *= 0.5f)
        {
            sum += height * At(x, y);
            (x, y) = (2f * (Cosine * x - Sine * y) + 17.3f, 2f * (Sine * x + Cosine * y) - 9.1f);
        }

        return sum;
    }

    /// <summary>Sharp crests between smooth hollows, in [0, 1]: mountains, rock, cracks.</summary>
    public float Ridged(float x, float y, int octaves)
    {
        float sum = 0f, height = 0.5f, weight = 1f;
        for (var octave = 0; octave < octaves; octave++, height *= 0.5f)
        {
            var crest = 1f - Math.Min(1f, MathF.Abs(At(x, y)) * 1.3f);
            crest *= crest * weight;
            weight = Math.Clamp(crest * 2f, 0f, 1f);
            sum += height * crest;
            (x, y) = (2f * (Cosine * x - Sine * y) + 5.7f, 2f * (Sine * x + Cosine * y) + 31.9f);
        }

        return Math.Min(1f, sum);
    }

    private static float Blend(float a, float b, float t) => a + (b - a) * t;

    private float Slope(int i, int j, float dx, float dy)
    {
        var hash = (uint)i * 0x8DA6B343u ^ (uint)j * 0xD8163841u ^ key;
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6Du;
        hash ^= hash >> 12;
        return Slopes[hash & 7] * dx + Slopes[(hash + 2) & 7] * dy;
    }
}
