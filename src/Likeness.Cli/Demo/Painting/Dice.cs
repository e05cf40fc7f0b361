using System.Numerics;
using Likeness.Numerics.Randomness;

namespace Likeness.Cli.Demo.Painting;

/// <summary>The random choices of one picture. The same seed and kind give the same choices on every system and .NET version.</summary>
/// <param name="seed">Which of the kind's endlessly many pictures.</param>
/// <param name="kind">Pictures of different kinds must not share their choices, or the first of each kind would have the same sky.</param>
internal sealed class Dice(ulong seed, string kind)
{
    private Xoshiro256 random = new(seed, [.. kind]);

    /// <summary>64 random bits.</summary>
    public ulong Next() => random.NextUInt64();

    /// <summary>Even in [0, 1).</summary>
    public float Unit() => random.NextSingle();

    /// <summary>Even in [low, high).</summary>
    public float Range(float low, float high) => low + (high - low) * Unit();

    /// <summary>Even in low … high, both included.</summary>
    public int Whole(int low, int high) => low + random.NextInt32(high - low + 1);

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
