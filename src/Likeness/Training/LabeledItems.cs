using Likeness.Catalog;
using Likeness.Imaging;
using Likeness.Imaging.Batches;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Grey;
using Likeness.Neural.Models;
using Likeness.Ranking;

namespace Likeness.Training;

/// <summary>What a triplet training learns from: items, each of as many numbers as the network takes.</summary>
internal abstract class LabeledItems : IDisposable
{
    /// <summary>What is in each item's picture, and where that is.</summary>
    public abstract IReadOnlyList<(ContentHash Content, string Path)> Present { get; }

    /// <summary>Pictures that could not be used, with the reasons.</summary>
    public abstract IReadOnlyList<SkippedPicture> Unused { get; }

    /// <summary>Pictures that cannot be used any more, with the reasons.</summary>
    public abstract IReadOnlyList<SkippedPicture> Lost { get; }

    /// <summary>Numbers in an item.</summary>
    public abstract int Length { get; }

    /// <summary>Writes the numbers of an item. Safe from many threads, each with a number of its own.</summary>
    /// <param name="item">0 to the count of <see cref="Present"/> − 1.</param>
    /// <param name="mirrored">Whether to mirror it; false where that means nothing.</param>
    /// <param name="numbers">Receives <see cref="Length"/> numbers.</param>
    /// <param name="worker">The thread's number.</param>
    /// <returns>Whether the item is still there; one that was lost once stays so.</returns>
    public abstract bool Fill(int item, bool mirrored, Span<float> numbers, int worker);

    /// <summary>The precision of what the training starts from; null where that is nothing.</summary>
    public abstract (double? P1, double? P10)? StartScores(PrecisionValidation validation, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>Pictures, in color or gray, numbers in [0, 1].</summary>
internal sealed class PictureItems : LabeledItems
{
    private readonly PictureCache cache;
    private readonly bool gray;
    private readonly Autoencoder? start;
    private readonly PictureReader[] readers;
    private readonly byte[][] scratch;

    /// <param name="context">Where the pictures are.</param>
    /// <param name="encoder">What size and colors the network takes.</param>
    /// <param name="start">The model that the training starts from, or null; is disposed with the items.</param>
    public PictureItems(TrainingContext context, AutoencoderSettings encoder, Autoencoder? start)
    {
        (gray, this.start) = (encoder.Grey, start);
        var scan = context.Scan!;
        context.Progress?.Begin("Reading pictures", scan.Files.Count);
        var options = new PictureCacheOptions
        {
            Height = encoder.Height, Width = encoder.Width, ByteBudget = context.Settings.CacheBytes, Threads = context.Team.Threads,
        };
        cache = PictureCache.Preload(scan.Files, options, done => context.Progress?.Reach(done), context.Cancelled);
        Present = [.. cache.Pictures.Select(picture => (picture.Hash, picture.File.FullPath))];
        Unused = [.. scan.Skipped, .. cache.Skipped];
        readers = [.. Enumerable.Range(0, context.Team.Threads).Select(_ => cache.CreateReader())];
        scratch = [.. Enumerable.Range(0, context.Team.Threads).Select(_ => new byte[cache.PictureBytes + (gray ? Length : 0)])];
    }

    public override IReadOnlyList<(ContentHash Content, string Path)> Present { get; }

    public override IReadOnlyList<SkippedPicture> Unused { get; }

    public override IReadOnlyList<SkippedPicture> Lost => cache.Lost;

    public override int Length => gray ? cache.PictureBytes / Pixels.Channels : cache.PictureBytes;

    public override bool Fill(int item, bool mirrored, Span<float> numbers, int worker)
    {
        var bytes = scratch[worker].AsSpan(0, cache.PictureBytes);
        if (!cache.TryRead(item, readers[worker], bytes)) return false;
        if (mirrored) Mirroring.Horizontally(bytes, cache.Width, grey: false);
        if (gray)
        {
            Luma.Of(bytes, scratch[worker].AsSpan(cache.PictureBytes));
            bytes = scratch[worker].AsSpan(cache.PictureBytes);
        }

        ByteScaling.ToUnitInterval(bytes, numbers);
        return true;
    }

    /// <summary>Of the labels of all files those of the pictures that can be used.</summary>
    /// <param name="scan">The files.</param>
    /// <param name="labels">A label for each.</param>
    public IReadOnlyList<string> Choose(ScanResult scan, IReadOnlyList<string> labels)
    {
        var labelOf = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++) labelOf[scan.Files[i].FullPath] = labels[i];
        return [.. Present.Select(picture => labelOf[picture.Path])];
    }

    public override (double? P1, double? P10)? StartScores(PrecisionValidation validation, CancellationToken cancellationToken) =>
        start is null ? null : validation.Of(start.Encoder, cancellationToken);

    public override void Dispose()
    {
        foreach (var reader in readers) reader.Dispose();
        start?.Dispose();
        base.Dispose();
    }
}

/// <summary>The vectors that a descriptor made of a library's pictures.</summary>
internal sealed class VectorItems : LabeledItems
{
    private readonly CatalogDescriptor descriptor;
    private readonly float[] vectors;
    private readonly int[] rowOf;

    private VectorItems(
        CatalogDescriptor descriptor, float[] vectors, int[] rowOf, IEnumerable<IndexedPicture> pictures, IReadOnlyList<string> others)
    {
        (this.descriptor, this.vectors, this.rowOf, OtherPaths) = (descriptor, vectors, rowOf, others);
        Present = [.. pictures.Select(picture => (picture.Content, picture.Path))];
    }

    /// <summary>What made the vectors, as an embedding file records it.</summary>
    public EmbeddingBase Base => new(descriptor.Name, descriptor.Fingerprint, descriptor.Dimensions);

    /// <summary>Pictures of the library that a label file may name too.</summary>
    public IReadOnlyList<string> OtherPaths { get; }

    public override IReadOnlyList<(ContentHash Content, string Path)> Present { get; }

    public override IReadOnlyList<SkippedPicture> Unused => [];

    public override IReadOnlyList<SkippedPicture> Lost => [];

    public override int Length => descriptor.Dimensions;

    /// <summary>Reads the vectors of the library's pictures that lie in the training's folders.</summary>
    /// <param name="context">Where the catalog is, and which folders and files.</param>
    /// <param name="descriptor">Whose vectors.</param>
    /// <exception cref="UnusableInputException">There are no such vectors, or none of the pictures has one.</exception>
    /// <exception cref="DamagedDataException">A vector holds a number that is not finite.</exception>
    public static async Task<VectorItems> ReadAsync(TrainingContext context, string descriptor)
    {
        var catalog = context.Catalogs.OpenForReading(context.Layout, context.Cancelled);
        await using var closed = catalog.ConfigureAwait(false);
        var reader = await catalog.ReadAsync(context.Cancelled).ConfigureAwait(false);
        await using var disposed = reader.ConfigureAwait(false);
        return await ReadAsync(reader, descriptor, context.Sources, context.Cancelled).ConfigureAwait(false);
    }

    public override bool Fill(int item, bool mirrored, Span<float> numbers, int worker) =>
        vectors.AsSpan(rowOf[item] * Length, Length).TryCopyTo(numbers);

    public override (double? P1, double? P10)? StartScores(PrecisionValidation validation, CancellationToken cancellationToken) =>
        validation.OfItems(descriptor.Metric, cancellationToken);

    private static async Task<VectorItems> ReadAsync(
        ICatalogReader catalog, string descriptor, IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        var known = await catalog.DescriptorsAsync(cancellationToken).ConfigureAwait(false);
        var stored = known.FirstOrDefault(candidate => candidate.Name == descriptor) ?? throw new UnusableInputException(
            $"The library has no vectors of the descriptor '{descriptor}' to learn from{Has(known)}. "
            + $"Index its pictures by it first (index --descriptor {descriptor}), or start from something else.");
        var all = await PicturePaths.ReadPicturesAsync(catalog, cancellationToken).ConfigureAwait(false);
        var inside = all.Where(picture => sources.Any(source => IsIn(source, picture.Path))).ToList();
        if (inside.Count == 0)
        {
            throw new UnusableInputException(
                $"None of the library's {all.Count} pictures lies in {string.Join(", ", sources.Select(source => $"'{source}'"))}. "
                + $"Index the pictures first (index --descriptor {descriptor}), or name folders that are indexed.");
        }

        var rows = new Dictionary<ContentHash, int>();
        foreach (var picture in inside) rows.TryAdd(picture.Content, -1);
        var vectors = await ReadVectorsAsync(catalog, stored, rows, cancellationToken).ConfigureAwait(false);
        var pictures = inside.Where(picture => rows[picture.Content] >= 0).ToList();
        if (pictures.Count == 0)
        {
            throw new UnusableInputException(
                $"None of the {inside.Count} pictures has a vector of the descriptor '{descriptor}' yet. "
                + $"Index them by it first (index --descriptor {descriptor}).");
        }

        return new VectorItems(
            stored, vectors, [.. pictures.Select(picture => rows[picture.Content])], pictures, [.. all.Select(picture => picture.Path)]);
    }

    private static async Task<float[]> ReadVectorsAsync(
        ICatalogReader catalog, CatalogDescriptor descriptor, Dictionary<ContentHash, int> rows, CancellationToken cancellationToken)
    {
        var vectors = new float[checked(rows.Count * descriptor.Dimensions)];
        var read = 0;
        await foreach (var page in catalog.VectorsAsync(descriptor, cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < page.Contents.Count; i++)
            {
                var content = page.Contents[i];
                if (!rows.TryGetValue(content, out var row) || row >= 0) continue;
                Check(page[i], descriptor, content);
                page[i].CopyTo(vectors.AsSpan(read * descriptor.Dimensions));
                rows[content] = read++;
            }
        }

        return vectors;
    }

    private static void Check(ReadOnlySpan<float> vector, CatalogDescriptor descriptor, ContentHash content)
    {
        foreach (var number in vector)
        {
            if (!float.IsFinite(number))
            {
                throw new DamagedDataException(
                    $"The library's vector of the descriptor '{descriptor.Name}' for the content {content} holds {number}; "
                    + "it has to be finite numbers. Index the pictures again by it.");
            }
        }
    }

    private static bool IsIn(string source, string picture) =>
        picture == source || (Path.GetDirectoryName(picture) is { } folder && PathText.Below(source, folder) is not null);

    private static string Has(IReadOnlyList<CatalogDescriptor> known)
    {
        string[] names = [.. known.Select(descriptor => $"'{descriptor.Name}'")];
        return names.Length == 0 ? "; nothing has been indexed" : $"; it has those of {string.Join(", ", names)}";
    }
}
