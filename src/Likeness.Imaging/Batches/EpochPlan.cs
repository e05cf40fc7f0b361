using Likeness.Numerics.Randomness;

namespace Likeness.Imaging.Batches;

/// <summary>Which pictures come in which order in an epoch, and which of them mirrored. The same numbers give the same plan, always.</summary>
internal sealed class EpochPlan
{
    private const ulong OrderStream = 0;
    private const ulong FlipStream = 1;
    private readonly int[] given;
    private readonly int[] order;
    private readonly bool[] flips;

    public EpochPlan(ReadOnlySpan<int> pictures)
    {
        given = pictures.ToArray();
        order = new int[given.Length];
        flips = new bool[given.Length];
    }

    /// <summary>Pictures per epoch.</summary>
    public int Count => given.Length;

    /// <summary>The pictures of the epoch, each exactly once.</summary>
    public ReadOnlySpan<int> Order => order;

    /// <summary>Whether each of <see cref="Order"/> is mirrored.</summary>
    public ReadOnlySpan<bool> Flips => flips;

    /// <summary>Draws the plan of an epoch.</summary>
    public void Draw(BatchOptions options, int epoch)
    {
        given.CopyTo(order, 0);
        if (options.Shuffle)
            Random(options, epoch, OrderStream).Shuffle<int>(order);
        // A stream of its own: switching one of the two on or off does not change the other.
        var random = Random(options, epoch, FlipStream);
        for (var i = 0; i < flips.Length; i++)
            flips[i] = options.Flip && (long)random.NextUInt64() < 0;
    }

    private static Xoshiro256 Random(BatchOptions options, int epoch, ulong stream) => new((ulong)options.Seed, (ulong)epoch, stream);
}
