using System.Buffers.Binary;
using System.Numerics.Tensors;
using Likeness.Catalog;
using Likeness.Descriptors;
using Likeness.Descriptors.Processing;
using Likeness.Library;

namespace Likeness.Indexing;

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

    /// <summary>Notes what is wanted, and uses vectors that were made before it was.</summary>
    public void Begin(ICatalog catalog)
    {
        if (hasToFit)
        {
            PostProcessingFile.Write(library, raw.Name, settings, rawFingerprint, components: null);
            return;
        }

        if (stored?.Settings != settings && !settings.NeedsFitting) PostProcessingFile.Write(library, raw.Name, settings, rawFingerprint, components: null);
        if (Current is PostProcessedDescriptor processed) Convert(catalog, processed);
    }

    /// <summary>Fits what has to be fitted to the vectors that are stored, and turns them into what the descriptor gives with it.</summary>
    public void Fit(ICatalog catalog, Action<string>? note, CancellationToken cancellationToken)
    {
        if (!hasToFit) return;
        cancellationToken.ThrowIfCancellationRequested();
        var fit = new PrincipalComponentsFit(raw.Dimensions);
        var chosen = catalog.Described(raw.Name).OrderBy(content => BinaryPrimitives.ReadUInt128BigEndian(content.ToBytes())).Take(MostFitted).ToHashSet();
        catalog.ReadVectors(Stored(Current), (content, vector) =>
        {
            if (chosen.Contains(content)) fit.Add(vector);
        });
        var (components, share) = fit.Compute(settings.Components);
        PostProcessingFile.Write(library, raw.Name, settings, rawFingerprint, components);
        note?.Invoke($"{raw.Name}: {components.Count} principal components of {fit.Count} vectors hold {share:0.0%} of their variance");
        var file = PostProcessingFile.Find(library, raw.Name)!;
        var lost = Convert(catalog, new PostProcessedDescriptor(raw, settings, file.Components, file.Digest));
        if (lost > 0) note?.Invoke($"{raw.Name}: {lost} of {fit.Count} vectors are too long for that; the next index lists their pictures");
    }

    /// <summary>Turns stored vectors of the descriptor without post-processing into those with it, all of them or, cut off in between, none: then the next run does.</summary>
    /// <returns>How many could not be turned: numbers so large that their projection is no number. Without a vector the picture is described again, and listed with the reason.</returns>
    private int Convert(ICatalog catalog, PostProcessedDescriptor processed)
    {
        if (processed.Fingerprint == rawFingerprint || catalog.Descriptors().FirstOrDefault(known => known.Name == raw.Name) is not { } found) return 0;
        return found.Fingerprint != rawFingerprint ? 0 : catalog.ConvertVectors(found, Stored(processed), (stored, converted) =>
        {
            processed.Finish(stored, converted);
            return float.IsFinite(TensorPrimitives.MaxMagnitude<float>(converted));
        });
    }

    private static CatalogDescriptor Stored(IDescriptor descriptor) => new(descriptor.Name, descriptor.Fingerprint, descriptor.Dimensions, descriptor.Metric);
}
