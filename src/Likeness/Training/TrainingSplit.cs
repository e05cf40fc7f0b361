using Likeness.Imaging.Batches;
using Likeness.Numerics.Randomness;

namespace Likeness.Training;

/// <summary>
/// Which pictures are learned from and which are held back. Copies of a picture go to the same side; the draw depends on the
/// seed and on the pictures' content, not on their names.
/// </summary>
internal sealed class TrainingSplit
{
    private const ulong Stream = 0x73706c6974;

    private TrainingSplit(int[] training, int[] validation) => (Training, Validation) = (training, validation);

    /// <summary>Indexes into the cache.</summary>
    public int[] Training { get; }

    /// <summary>Indexes into the cache.</summary>
    public int[] Validation { get; }

    public static TrainingSplit Draw(IReadOnlyList<CachedPicture> pictures, double validation, long seed)
    {
        var contents = pictures.Select(picture => picture.Hash.ToString()).Distinct().Order(StringComparer.Ordinal).ToArray();
        var random = new Xoshiro256((ulong)seed, Stream);
        random.Shuffle<string>(contents);
        var heldBack = contents.Take((int)Math.Round(contents.Length * validation, MidpointRounding.AwayFromZero)).ToHashSet(StringComparer.Ordinal);
        var sides = Enumerable.Range(0, pictures.Count).ToLookup(i => heldBack.Contains(pictures[i].Hash.ToString()));
        return new TrainingSplit([.. sides[false]], [.. sides[true]]);
    }
}
