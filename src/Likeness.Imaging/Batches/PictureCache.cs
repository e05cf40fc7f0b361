using System.Collections.Concurrent;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Scanning;

namespace Likeness.Imaging.Batches;

/// <summary>
/// Pictures at one size, kept as bytes within a budget; what is beyond it is decoded again when needed. Only pictures that decode are
/// in it. Reading is safe from many threads, each with a <see cref="PictureReader"/> of its own.
/// </summary>
public sealed class PictureCache
{
    private readonly PictureCacheOptions options;
    private readonly byte[]?[] kept;
    private readonly ConcurrentDictionary<int, string> lost = [];

    private PictureCache(PictureCacheOptions options, CachedPicture[] pictures, byte[]?[] kept, IReadOnlyList<SkippedPicture> skipped)
    {
        this.options = options;
        this.kept = kept;
        Pictures = pictures;
        Skipped = skipped;
        PictureBytes = Pixels.ByteCount(options.Height, options.Width);
    }

    /// <summary>The pictures that decode, in the order in which the files were given; indexes of this class count along it.</summary>
    public IReadOnlyList<CachedPicture> Pictures { get; }

    /// <summary>The pictures that do not, with the reasons, in the order in which the files were given.</summary>
    public IReadOnlyList<SkippedPicture> Skipped { get; }

    /// <summary>The pictures that <see cref="TryRead"/> found gone or changed into something that cannot be used, in the order of <see cref="Pictures"/>.</summary>
    public IReadOnlyList<SkippedPicture> Lost =>
        [.. lost.OrderBy(picture => picture.Key).Select(picture => new SkippedPicture(Pictures[picture.Key].File.FullPath, picture.Value))];

    /// <summary>Rows of every picture.</summary>
    public int Height => options.Height;

    /// <summary>Columns of every picture.</summary>
    public int Width => options.Width;

    /// <summary>Height × Width × 3.</summary>
    public int PictureBytes { get; }

    /// <summary>How many pictures are kept decoded.</summary>
    public int KeptCount => kept.Count(static bytes => bytes is not null);

    /// <summary>Decodes every picture once, on several threads, and keeps the first ones up to the budget.</summary>
    /// <param name="files">The pictures.</param>
    /// <param name="options">Their size, the budget, the threads.</param>
    /// <param name="progress">Receives how many files have been tried so far; called from the decoding threads, one call at a time.</param>
    /// <param name="cancellationToken">Ends the work between two pictures.</param>
    /// <exception cref="UnusableInputException">None of the files can be decoded.</exception>
    /// <exception cref="WrongSettingsException">A setting is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PictureCache Preload(
        IReadOnlyList<PictureFile> files, PictureCacheOptions options, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var pass = new PreloadPass(files, options, progress);
        pass.Run(cancellationToken);
        var pictures = new List<CachedPicture>(files.Count);
        var kept = new List<byte[]?>(files.Count);
        var skipped = new List<SkippedPicture>();
        for (var i = 0; i < files.Count; i++)
        {
            if (pass.Reasons[i] is { } reason)
            {
                skipped.Add(new SkippedPicture(files[i].FullPath, reason));
                continue;
            }
            pictures.Add(new CachedPicture(files[i], pass.Hashes[i]));
            kept.Add(pass.Kept[i]);
        }
        return pictures.Count > 0
            ? new PictureCache(options, [.. pictures], [.. kept], skipped)
            : throw NothingDecodes(files.Count, skipped);
    }

    /// <summary>A reader with this cache's limits, for <see cref="Read"/>.</summary>
    public PictureReader CreateReader() => new(options.Limits);

    /// <summary>Copies a picture, from memory or decoded again.</summary>
    /// <param name="index">0 to the count of <see cref="Pictures"/> − 1.</param>
    /// <param name="reader">Decodes where the picture is not kept; used by no other thread meanwhile.</param>
    /// <param name="destination">Receives <see cref="PictureBytes"/> bytes.</param>
    /// <exception cref="UnusableInputException">The file has vanished or changed since it was first decoded, and is no picture now.</exception>
    public void Read(int index, PictureReader reader, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (kept[index] is { } bytes)
            bytes.CopyTo(destination);
        else
            reader.Read(Pictures[index].File.FullPath, Height, Width, destination);
    }

    /// <summary>The same for long runs, which a picture that goes away must not end: one that was lost once stays so, and is not tried again.</summary>
    /// <inheritdoc cref="Read"/>
    /// <returns>Whether the picture was there.</returns>
    public bool TryRead(int index, PictureReader reader, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (kept[index] is { } bytes)
        {
            bytes.CopyTo(destination);
            return true;
        }

        if (IsLost(index)) return false;
        if (reader.TryRead(Pictures[index].File.FullPath, Height, Width, destination, out _, out var reason)) return true;
        lost[index] = $"was lost in the middle of the work and left out from then on: {reason}";
        return false;
    }

    internal bool IsLost(int index) => lost.ContainsKey(index);

    private static UnusableInputException NothingDecodes(int files, List<SkippedPicture> skipped) => new(
        skipped.Count == 0
            ? "there are no pictures to decode; expected at least one"
            : $"none of {files} pictures can be used; the first: {Printable.Line(skipped[0].Path)}: {skipped[0].Reason}");
}
