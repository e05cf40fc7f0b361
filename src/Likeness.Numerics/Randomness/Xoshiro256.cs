using System.Numerics;

namespace Likeness.Numerics.Randomness;

/// <summary>
/// A random number generator whose sequence is fixed for all time, unlike the framework's: the same seed gives the same weights, shuffles
/// and flips on every version of .NET.
/// </summary>
/// <remarks>xoshiro256** by Blackman and Vigna, 2018, seeded by SplitMix64.</remarks>
public struct Xoshiro256
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    /// <summary>A generator for a seed and any number of further numbers (an epoch, a layer), each choosing another sequence.</summary>
    public Xoshiro256(ulong seed, params ReadOnlySpan<ulong> streams)
    {
        var state = seed;
        foreach (var stream in streams) state = SplitMix(ref state) ^ stream;
        s0 = SplitMix(ref state);
        s1 = SplitMix(ref state);
        s2 = SplitMix(ref state);
        s3 = SplitMix(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), in steps of 2⁻²⁴.</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [0, <paramref name="exclusive"/>), which is at least 1 (Lemire 2019).</summary>
    public int NextInt32(int exclusive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusive, 1);
        var range = (ulong)exclusive;
        while (true)
        {
            var high = Math.BigMul(NextUInt64(), range, out var low);
            // The few low products that would favour some numbers are drawn again.
            if (low >= range || low >= unchecked(0 - range) % range) return (int)high;
        }
    }

    /// <summary>Puts the items into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
