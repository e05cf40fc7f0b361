using System.Security.Cryptography;
using System.Text;
using Likeness.Imaging.Batches;
using Likeness.Storage;

namespace Likeness.Training;

/// <summary>
/// The pictures of a training in their order, those that are learned from and those that are held back. The order is drawn from their places, so that one that is gone when a training goes on keeps
/// its place, and all others come in the batches in which they would have come.
/// </summary>
internal sealed class TrainingPictures
{
    private readonly Entry[] training;
    private readonly Entry[] validation;

    private TrainingPictures(Entry[] training, Entry[] validation) => (this.training, this.validation) = (training, validation);

    /// <summary>The contents of those held back.</summary>
    public string[] HeldBack => [.. validation.Select(picture => picture.Hash).Distinct()];

    /// <summary>A digest of the contents in their order.</summary>
    public string Digest
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var side in (Entry[][])[training, validation])
            {
                foreach (var picture in side) hash.AppendData(Encoding.ASCII.GetBytes(picture.Hash));
                hash.AppendData("|"u8);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    public static TrainingPictures Of(PictureCache cache, TrainingSplit split)
    {
        return new TrainingPictures([.. split.Training.Select(Of)], [.. split.Validation.Select(Of)]);

        Entry Of(int picture) => new(cache.Pictures[picture].Hash.ToString(), cache.Pictures[picture].File.FullPath);
    }

    /// <summary>Those that were written, or null where there are none with this digest.</summary>
    public static TrainingPictures? Read(string path, string digest)
    {
        if (!File.Exists(path)) return null;
        var sides = new List<Entry>[] { [], [] };
        foreach (var line in File.ReadAllText(path).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ', 3);
            if (parts is [("T" or "V") and var side, var hash, var file]) sides[side == "T" ? 0 : 1].Add(new Entry(hash, file));
        }

        var pictures = new TrainingPictures([.. sides[0]], [.. sides[1]]);
        return pictures.Digest == digest ? pictures : null;
    }

    public void Write(string path) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(
        string.Join('\0', [.. training.Select(picture => $"T {picture.Hash} {picture.Path}"), .. validation.Select(picture => $"V {picture.Hash} {picture.Path}")])));

    /// <summary>Where they are in a cache, by content; <see cref="BatchLoader.Gone"/> for those that are not there.</summary>
    /// <exception cref="UnusableInputException">There are pictures that are not of this training; says which.</exception>
    public Places In(PictureCache cache)
    {
        var free = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < cache.Pictures.Count; i++)
        {
            var hash = cache.Pictures[i].Hash.ToString();
            if (!free.TryGetValue(hash, out var copies)) free.Add(hash, copies = []);
            copies.Add(i);
        }

        var gone = new List<SkippedPicture>();
        var places = new Places([.. training.Select(Place)], [.. validation.Select(Place)], gone);
        int[] others = [.. free.Values.SelectMany(copies => copies).Order()];
        return others.Length == 0 ? places : throw new UnusableInputException(
            $"The pictures are not those that the unfinished training learned from: {others.Length} are new or changed (the first: {cache.Pictures[others[0]].File.FullPath})"
            + (gone.Count == 0 ? "" : $" and {gone.Count} are gone or changed (the first: {gone[0].Path})")
            + ", so that it cannot go on as if it had never stopped. Put them back as they were, or begin anew without resuming.");

        int Place(Entry picture)
        {
            if (free.GetValueOrDefault(picture.Hash) is not { Count: > 0 } copies)
            {
                gone.Add(new SkippedPicture(picture.Path, "is gone since the training began, which goes on without it"));
                return BatchLoader.Gone;
            }

            var same = copies.FindIndex(copy => cache.Pictures[copy].File.FullPath == picture.Path);
            var place = copies[Math.Max(0, same)];
            copies.Remove(place);
            return place;
        }
    }

    /// <summary>Indexes into a cache.</summary>
    /// <param name="Training">To learn from.</param>
    /// <param name="Validation">Held back.</param>
    /// <param name="Gone">Those that are not in the cache.</param>
    public sealed record Places(int[] Training, int[] Validation, IReadOnlyList<SkippedPicture> Gone);

    private readonly record struct Entry(string Hash, string Path);
}
