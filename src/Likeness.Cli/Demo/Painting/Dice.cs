using System.Numerics;

namespace Likeness.Cli.Demo.Painting;

/// <summary>
/// The random choices of one picture. The same seed gives the same choices on every system and .NET version,
/// which <see cref="Random"/> does not promise. Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Next() => Scramble(state += 0x9E3779B97F4A7C15UL);

    /// <summary>The output function of SplitMix64: spreads every bit of the input over the whole word.</summary>
    public static ulong Scramble(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBUL;
        return bits ^ (bits >> 31);
    }

    /// <summary>Even in [0, 1).</summary>
    public float Unit() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Even in [low, high).</summary>
    public float Range(float low, float high) => low + (high - low) * Unit();

    /// <summary>Even in low … high, both included.</summary>
    public int Whole(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));

    /// <summary>True with this probability.</summary>
    public bool Chance(float probability) => Unit() < probability;

    /// <summary>One of the choices, all equally likely.</summary>
    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Whole(0, choices.Length - 1)];

    /// <summary>The colour, made lighter or darker and shifted in tone by up to <paramref name="amount"/>.</summary>
    public Vector3 Vary(Vector3 colour, float amount = 0.06f)
    {
        var light = Range(-amount, amount);
        return colour + new Vector3(light) + new Vector3(Range(-amount, amount), Range(-amount, amount), Range(-amount, amount)) * 0.5f;
    }
}
