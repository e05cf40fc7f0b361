using System.Runtime.InteropServices;

namespace Likeness.Imaging.Batches;

/// <summary>
/// A small random generator whose numbers are the same on every system and in every version of .NET, which those of
/// <see cref="Random"/> are not promised to be (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct SplitMix64
{
    private const ulong GoldenGamma = 0x9E37_79B9_7F4A_7C15;
    private ulong state;

    /// <summary>A generator of its own for each combination of the three numbers.</summary>
    public SplitMix64(long seed, int epoch, int stream)
    {
        state = Mix((ulong)seed + GoldenGamma);
        state = Mix(state ^ ((ulong)(uint)epoch + GoldenGamma));
        state = Mix(state ^ ((ulong)(uint)stream + GoldenGamma));
    }

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(state += GoldenGamma);

    /// <summary>A number from 0 to <paramref name="limit"/> − 1, each as likely as the others (Lemire 2019).</summary>
    public int NextBelow(int limit)
    {
        while (true)
        {
            ulong high = Math.BigMul(Next(), (ulong)limit, out ulong low);
            // The few low products that would favour some numbers are drawn again.
            if (low >= (ulong)limit || low >= unchecked(0 - (ulong)limit) % (ulong)limit)
                return (int)high;
        }
    }

    /// <summary>Puts items into a random order (Fisher and Yates).</summary>
    public void Shuffle(Span<int> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextBelow(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
