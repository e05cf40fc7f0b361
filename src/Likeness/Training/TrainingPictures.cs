using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Likeness.Imaging.Batches;
using Likeness.Numerics.Randomness;
using Likeness.Storage;

namespace Likeness.Training;

/// <summary>
/// The pictures of a training in their order, those that are learned from and those that are held back, with their labels where it learns
/// from such. The order is drawn from their places, so that one that is gone when a training goes on keeps its place, and all others come
/// in the batches in which they would have come.
/// </summary>
internal sealed class TrainingPictures
{
    private readonly Entry[] training;
    private readonly Entry[] validation;

    private TrainingPictures(Entry[] training, Entry[] validation) => (this.training, this.validation) = (training, validation);

    /// <summary>The contents of those held back.</summary>
    public string[] HeldBack => [.. validation.Select(picture => picture.Hash).Distinct(StringComparer.Ordinal)];

    /// <summary>The labels of those that are learned from; of a training without labels null.</summary>
    public string?[] TrainingLabels => [.. training.Select(picture => picture.Label)];

    /// <summary>The labels of those held back.</summary>
    public string?[] ValidationLabels => [.. validation.Select(picture => picture.Label)];

    /// <summary>A digest of the contents, and labels, in their order.</summary>
    public string Digest
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var side in (Entry[][])[training, validation])
            {
                foreach (var picture in side)
                {
                    hash.AppendData(Encoding.ASCII.GetBytes(picture.Hash));
                    if (picture.Label is not null) hash.AppendData(Encoding.UTF8.GetBytes($" {picture.Label}\0"));
                }

                hash.AppendData("|"u8);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>The pictures of a training that begins.</summary>
    /// <param name="present">All that there are.</param>
    /// <param name="split">Which of them are on which side.</param>
    /// <param name="labels">Their labels, or null.</param>
    public static TrainingPictures Of(
        IReadOnlyList<(ContentHash Content, string Path)> present, TrainingSplit split, IReadOnlyList<string>? labels)
    {
        return new TrainingPictures([.. split.Training.Select(Of)], [.. split.Validation.Select(Of)]);

        Entry Of(int picture) => new(present[picture].Content.ToString(), present[picture].Path, labels?[picture]);
    }

    /// <summary>
    /// Those that an unfinished training began with, of which some may be gone; or those that a new one is to begin with.
    /// </summary>
    /// <param name="file">Where they were written.</param>
    /// <param name="unfinished">The training that goes on from a checkpoint, or null.</param>
    /// <param name="present">What there is now.</param>
    /// <param name="divide">Divides that anew, with labels where there are such.</param>
    /// <exception cref="UnusableInputException">There are pictures that are not of this training.</exception>
    public static (TrainingPictures Pictures, Places Places) Find(
        string file, UnfinishedTraining? unfinished, IReadOnlyList<(ContentHash Content, string Path)> present,
        Func<(TrainingSplit, IReadOnlyList<string>?)> divide)
    {
        if (unfinished is not null && Read(file, unfinished.Pictures) is { } begunWith) return (begunWith, begunWith.In(present));
        var (split, labels) = divide();
        var divided = Of(present, split, labels);
        if (unfinished is null || divided.Digest == unfinished.Pictures) return (divided, new Places(split.Training, split.Validation, []));
        throw new UnusableInputException(
            "The pictures are not those that the unfinished training learned from (some are new, changed, moved or gone), "
            + "so that it cannot go on as if it had never stopped. Put them back as they were, or begin anew without resuming.");
    }

    /// <summary>Notes them for a training that may have to go on.</summary>
    public void Write(string path) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(
        string.Join('\0', [.. training.Select(picture => Line("T", picture)), .. validation.Select(picture => Line("V", picture))])));

    private static string Line(string side, Entry picture) => picture.Label is null
        ? $"{side} {picture.Hash} {picture.Path}"
        : $"{side}L {picture.Hash} {picture.Label.Length} {picture.Label}{picture.Path}";

    /// <summary>Those that were written, or null where there are none with this digest.</summary>
    private static TrainingPictures? Read(string path, string digest)
    {
        if (!File.Exists(path)) return null;
        var sides = new List<Entry>[] { [], [] };
        foreach (var line in File.ReadAllText(path).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Parse(line) is var (side, picture)) sides[side].Add(picture);
        }

        var pictures = new TrainingPictures([.. sides[0]], [.. sides[1]]);
        return pictures.Digest == digest ? pictures : null;
    }

    private static (int Side, Entry Picture)? Parse(string line)
    {
        if (line.Split(' ', 3) is not [("T" or "V" or "TL" or "VL") and var mark, var hash, var rest]) return null;
        var side = mark[0] == 'T' ? 0 : 1;
        if (mark.Length == 1) return (side, new Entry(hash, rest, null));
        var parts = rest.Split(' ', 2);
        return parts is [var digits, var text] && int.TryParse(digits, CultureInfo.InvariantCulture, out var length)
            && length >= 0 && length <= text.Length
            ? (side, new Entry(hash, text[length..], text[..length]))
            : null;
    }

    /// <summary>
    /// Where they are among those that there are now, by content; <see cref="BatchLoader.Gone"/> for those that are not there.
    /// </summary>
    /// <exception cref="UnusableInputException">There are pictures that are not of this training; says which.</exception>
    private Places In(IReadOnlyList<(ContentHash Content, string Path)> present)
    {
        var free = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < present.Count; i++)
        {
            var hash = present[i].Content.ToString();
            if (!free.TryGetValue(hash, out var copies)) free.Add(hash, copies = []);
            copies.Add(i);
        }

        var gone = new List<SkippedPicture>();
        var places = new Places([.. training.Select(Place)], [.. validation.Select(Place)], gone);
        int[] others = [.. free.Values.SelectMany(copies => copies).Order()];
        return others.Length == 0 ? places : throw new UnusableInputException(
            $"The pictures are not those that the unfinished training learned from: "
            + $"{others.Length} are new or changed (the first: {present[others[0]].Path})"
            + (gone.Count == 0 ? "" : $" and {gone.Count} are gone or changed (the first: {gone[0].Path})")
            + ", so that it cannot go on as if it had never stopped. Put them back as they were, or begin anew without resuming.");

        int Place(Entry picture)
        {
            if (free.GetValueOrDefault(picture.Hash) is not { Count: > 0 } copies)
            {
                gone.Add(new SkippedPicture(picture.Path, "is gone since the training began, which goes on without it"));
                return BatchLoader.Gone;
            }

            var same = copies.FindIndex(copy => present[copy].Path == picture.Path);
            var place = copies[Math.Max(0, same)];
            copies.Remove(place);
            return place;
        }
    }

    private readonly record struct Entry(string Hash, string Path, string? Label);
}

/// <summary>Where the pictures of a training are among those that there are: indexes, or <see cref="BatchLoader.Gone"/>.</summary>
/// <param name="Training">To learn from.</param>
/// <param name="Validation">Held back.</param>
/// <param name="Gone">Those that are not there any more.</param>
internal sealed record Places(int[] Training, int[] Validation, IReadOnlyList<SkippedPicture> Gone)
{
    /// <summary>How many of a side are there.</summary>
    public static int Present(int[] side) => side.Count(place => place != BatchLoader.Gone);
}

/// <summary>
/// Which pictures are learned from and which are held back. Copies of a picture go to the same side; the draw depends on the seed and on
/// the pictures' content, not on their names.
/// </summary>
/// <param name="Training">Indexes of those to learn from.</param>
/// <param name="Validation">Indexes of those held back.</param>
internal sealed record TrainingSplit(int[] Training, int[] Validation)
{
    private const ulong Stream = 0x73706c6974;

    /// <summary>Draws the sides.</summary>
    /// <param name="pictures">What is in each picture; the indexes count along it.</param>
    /// <param name="validation">The part to hold back, 0 to below 1.</param>
    /// <param name="seed">Of the draw; 0 or more.</param>
    public static TrainingSplit Draw(IEnumerable<ContentHash> pictures, double validation, long seed)
    {
        string[] hashes = [.. pictures.Select(picture => picture.ToString())];
        var contents = hashes.Distinct().Order(StringComparer.Ordinal).ToArray();
        var random = new Xoshiro256((ulong)seed, Stream);
        random.Shuffle<string>(contents);
        var count = (int)Math.Round(contents.Length * validation, MidpointRounding.AwayFromZero);
        var heldBack = contents.Take(count).ToHashSet(StringComparer.Ordinal);
        var sides = Enumerable.Range(0, hashes.Length).ToLookup(i => heldBack.Contains(hashes[i]));
        return new TrainingSplit([.. sides[false]], [.. sides[true]]);
    }
}
