using System.Buffers.Binary;
using System.Numerics.Tensors;
using Likeness.Catalog;
using Likeness.Descriptors;
using Likeness.Descriptors.Processing;
using Likeness.Library;

namespace Likeness.Indexing;

/// <summary>
/// Indexes with a library's descriptors by name. Where principal components have to be fitted first, pictures are described without them, which is of use already; then the
/// components are fitted to the vectors, and the vectors turned into what the descriptor gives from now on, without opening a picture again. Cut off at any instant, the next
/// run goes on from what is stored.
/// </summary>
internal sealed class IndexPass(ICatalog catalog, IPictureSource source, LibraryLayout library, DescriptorRegistry registry, IndexRequest request)
{
    private readonly List<IndexedDescriptor> descriptors = [];
    private readonly List<IDescriptor> own = []; // those of the request are their opener's

    public async Task<IndexReport> RunAsync(IReadOnlyList<string> paths, ILibraryProgress? progress, CancellationToken cancellationToken)
    {
        try
        {
            var names = request.Descriptors.Count > 0 ? request.Descriptors : registry.In(library);
            foreach (var name in names) descriptors.Add(Plan(name));
            var readers = request.Threads > 0 ? request.Threads : Environment.ProcessorCount;
            var settings = new IndexSettings { Readers = readers, Again = request.Again };
            var indexer = new Indexer(catalog, source, [.. descriptors.Select(descriptor => descriptor.Current)], settings);
            var report = await indexer.RunAsync(paths, progress, BeforeWritingAsync, cancellationToken).ConfigureAwait(false);
            foreach (var descriptor in descriptors) await descriptor.FitAsync(catalog, progress, cancellationToken).ConfigureAwait(false);
            return report;
        }
        finally
        {
            foreach (var descriptor in own) descriptor.Dispose();
        }
    }

    private IndexedDescriptor Plan(string name)
    {
        var raw = request.Opened.FirstOrDefault(opened => opened.Name == name);
        if (raw is null) own.Add(raw = registry.OpenRaw(name, new DescriptorOpening(library, registry) { Threads = request.Threads }));
        return IndexedDescriptor.Plan(library, raw, request.PostProcessing);
    }

    private async Task BeforeWritingAsync(int found)
    {
        var totals = await catalog.LookAsync(reader => reader.TotalsAsync(), CancellationToken.None).ConfigureAwait(false);
        foreach (var descriptor in descriptors) descriptor.Check(found + totals.Contents);
        if (request.BeforeWriting is not null || descriptors.Exists(descriptor => descriptor.WritesSettings))
        {
            // Searches go on meanwhile by what the vectors in use were made by.
            var generations = await catalog.GenerationsAsync(CancellationToken.None).ConfigureAwait(false);
            if (generations.Count > 0) KeptDescriptors.Keep(library, TimeProvider.System);
        }

        request.BeforeWriting?.Invoke();
        foreach (var descriptor in descriptors) await descriptor.BeginAsync(catalog).ConfigureAwait(false);
    }
}

/// <summary>A descriptor during an index run: without its post-processing as long as that has to be fitted, then with it.</summary>
internal sealed class IndexedDescriptor
{
    /// <summary>Components of so many vectors are those of all; memory for the fit stays bounded.</summary>
    private const int MostFitted = 20_000;

    private readonly LibraryLayout library;
    private readonly IDescriptor raw;
    private readonly PostProcessing settings;
    private readonly PostProcessingFile? stored;
    private readonly bool hasToFit;
    private readonly string rawFingerprint;

    private IndexedDescriptor(LibraryLayout library, IDescriptor raw, PostProcessing settings, PostProcessingFile? stored)
    {
        (this.library, this.raw, this.settings, this.stored) = (library, raw, settings, stored);
        rawFingerprint = PostProcessedDescriptor.RawFingerprint(raw, settings);
        hasToFit = settings.NeedsFitting && !(stored is { IsFitted: true } && stored.Settings == settings && stored.RawFingerprint == rawFingerprint);
        var current = hasToFit ? PostProcessedDescriptor.BeforeFitting(settings) : settings;
        Current = current == PostProcessing.None ? raw : new PostProcessedDescriptor(raw, current, current.NeedsFitting ? stored!.Components : null, current.NeedsFitting ? stored!.Digest : "");
    }

    /// <summary>What pictures are described by in this run.</summary>
    public IDescriptor Current { get; }

    /// <summary>A descriptor, with the post-processing that is asked for or the one that it had.</summary>
    /// <exception cref="WrongSettingsException">The post-processing does not suit it.</exception>
    public static IndexedDescriptor Plan(LibraryLayout library, IDescriptor raw, PostProcessing? asked)
    {
        var stored = PostProcessingFile.Find(library, raw.Name);
        var settings = asked ?? stored?.Settings ?? PostProcessing.None;
        settings.ValidateFor(raw);
        return new IndexedDescriptor(library, raw, settings, stored);
    }

    /// <summary>Refuses a fit to fewer pictures than components; there will be at most so many.</summary>
    public void Check(long pictures)
    {
        if (hasToFit && pictures <= settings.Components)
            throw new WrongSettingsException($"pca is {settings.Components}, but there are {pictures} pictures to fit it to; it has to be less than that.");
    }

    /// <summary>Whether other post-processing than before is noted.</summary>
    public bool WritesSettings => hasToFit || stored?.Settings != settings && !settings.NeedsFitting;

    /// <summary>Notes what is wanted, and uses vectors that were made before it was.</summary>
    public async Task BeginAsync(ICatalog catalog)
    {
        if (hasToFit)
        {
            PostProcessingFile.Write(library, raw.Name, settings, rawFingerprint, components: null);
            return;
        }

        if (WritesSettings) PostProcessingFile.Write(library, raw.Name, settings, rawFingerprint, components: null);
        if (Current is PostProcessedDescriptor processed) await ConvertAsync(catalog, processed, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Fits what has to be fitted to the vectors that are stored, and turns them into what the descriptor gives with it.</summary>
    public async Task FitAsync(ICatalog catalog, ILibraryProgress? progress, CancellationToken cancellationToken)
    {
        if (!hasToFit) return;
        cancellationToken.ThrowIfCancellationRequested();
        var fit = new PrincipalComponentsFit(raw.Dimensions);
        var reader = await catalog.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var all = await reader.DescribedAsync(Current.InCatalog(), cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
            var chosen = all.OrderBy(content => BinaryPrimitives.ReadUInt128BigEndian(content.ToBytes())).Take(MostFitted).ToHashSet();
            await foreach (var page in reader.VectorsAsync(Current.InCatalog(), cancellationToken).ConfigureAwait(false))
            {
                for (var i = 0; i < page.Contents.Count; i++)
                {
                    if (chosen.Contains(page.Contents[i])) fit.Add(page[i]);
                }
            }
        }

        var (components, share) = fit.Compute(settings.Components);
        PostProcessingFile.Write(library, raw.Name, settings, rawFingerprint, components);
        progress?.Note($"{raw.Name}: {components.Count} principal components of {fit.Count} vectors hold {share:0.0%} of their variance");
        var file = PostProcessingFile.Find(library, raw.Name)!;
        var processed = new PostProcessedDescriptor(raw, settings, file.Components, file.Digest);
        var lost = await ConvertAsync(catalog, processed, cancellationToken).ConfigureAwait(false);
        await catalog.OptimizeAsync(cancellationToken).ConfigureAwait(false);
        if (lost > 0) progress?.Note($"{raw.Name}: {lost} of {fit.Count} vectors are too long for that; the next index lists their pictures");
    }

    /// <summary>
    /// Makes of stored vectors of the descriptor without post-processing those with it, which take their place, all of them or, cut off in
    /// between, none: then the next run does.
    /// </summary>
    /// <returns>
    /// How many could not be made: numbers so large that their projection is no number. Without a vector the picture is described again, and
    /// listed with the reason.
    /// </returns>
    private async Task<int> ConvertAsync(ICatalog catalog, PostProcessedDescriptor processed, CancellationToken cancellationToken)
    {
        if (processed.Fingerprint == rawFingerprint) return 0;
        var lost = 0;
        await catalog.ChangeAsync(async writer =>
        {
            var generations = await writer.GenerationsAsync(cancellationToken).ConfigureAwait(false);
            var from = generations.FirstOrDefault(generation => generation.Descriptor.Name == raw.Name && generation.IsCurrent)?.Descriptor;
            if (from?.Fingerprint != rawFingerprint) return;
            var to = processed.InCatalog();
            await writer.BeginGenerationAsync(to, cancellationToken).ConfigureAwait(false);
            await foreach (var page in writer.VectorsAsync(from, cancellationToken).ConfigureAwait(false))
            {
                var batch = new CatalogBatch();
                for (var i = 0; i < page.Contents.Count; i++)
                {
                    var vector = new float[to.Dimensions];
                    processed.Finish(page[i], vector);
                    if (float.IsFinite(TensorPrimitives.MaxMagnitude<float>(vector))) batch.Vectors.Add(new CatalogVector(to, page.Contents[i], vector));
                    else lost++;
                }

                await writer.ApplyAsync(batch, cancellationToken).ConfigureAwait(false);
            }

            await writer.PublishAsync(to, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return lost;
    }
}
