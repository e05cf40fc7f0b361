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

    public static TrainingSplit Draw(IReadOnlyList<CachedPicture> pictures, double validation, long seed) =>
        Draw([.. pictures.Select(picture => picture.Hash)], validation, seed);

    /// <param name="pictures">What is in each picture; the sides count along it.</param>
    /// <param name="validation">The part to hold back, 0 to below 1.</param>
    /// <param name="seed">Of the draw; 0 or more.</param>
    public static TrainingSplit Draw(IReadOnlyList<ContentHash> pictures, double validation, long seed)
    {
        string[] hashes = [.. pictures.Select(picture => picture.ToString())];
        var contents = hashes.Distinct().Order(StringComparer.Ordinal).ToArray();
        var random = new Xoshiro256((ulong)seed, Stream);
        random.Shuffle<string>(contents);
        var heldBack = contents.Take((int)Math.Round(contents.Length * validation, MidpointRounding.AwayFromZero)).ToHashSet(StringComparer.Ordinal);
        var sides = Enumerable.Range(0, hashes.Length).ToLookup(i => heldBack.Contains(hashes[i]));
        return new TrainingSplit([.. sides[false]], [.. sides[true]]);
    }
}
