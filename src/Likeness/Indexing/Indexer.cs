using Likeness.Catalog;
using Likeness.Descriptors;

namespace Likeness.Indexing;

/// <summary>
/// Brings a catalog up to date with folders of pictures. Files of which the system says that they did not change since are not opened; all
/// others
/// are read, and decoded only if their content is new. Reading, decoding and describing overlap; every batch is one transaction, so a
/// run that is cancelled or killed loses at most the batch at hand, and the next one continues from there.
/// </summary>
/// <param name="catalog">What to bring up to date.</param>
/// <param name="source">Where the pictures come from.</param>
/// <param name="descriptors">What describes them, 1 to 32 with different names.</param>
/// <param name="settings">How to go about it.</param>
/// <param name="time">The clock for the report; the system's by default.</param>
public sealed class Indexer(
    ICatalog catalog, IPictureSource source, IReadOnlyList<IDescriptor> descriptors, IndexSettings? settings = null, TimeProvider? time = null)
{
    private readonly IndexSettings settings = settings ?? new IndexSettings();
    private readonly TimeProvider time = time ?? TimeProvider.System;

    /// <summary>Indexes all pictures below the paths. What was indexed from elsewhere stays.</summary>
    /// <param name="paths">Folders, or single files.</param>
    /// <param name="progress">Told after every batch, on the calling thread if it is that kind of <see cref="IProgress{T}"/>.</param>
    /// <param name="cancellationToken">Ends the run after what is being read; all that was read is described and written.</param>
    /// <exception cref="UnusableInputException">A path does not exist, or there is no picture below any; or the disk is full.</exception>
    /// <exception cref="DamagedDataException">The catalog is damaged.</exception>
    /// <exception cref="WrongSettingsException">A setting is out of its range, or two descriptors share a name.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the catalog is valid.</exception>
    public IndexReport Run(IReadOnlyList<string> paths, IProgress<IndexProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Run(paths, progress, beforeWriting: null, cancellationToken);

    /// <summary>The same; before anything is written it is told how many files were found, and may refuse.</summary>
    internal IndexReport Run(IReadOnlyList<string> paths, IProgress<IndexProgress>? progress, Action<int>? beforeWriting, CancellationToken cancellationToken)
    {
        Check();
        var started = time.GetTimestamp();
        var scan = source.Scan(paths, cancellationToken);
        beforeWriting?.Invoke(scan.Files.Count);
        var places = new FolderPlaces();
        var roots = new RootMap(catalog, scan, places);
        var replaced = SetDescriptors();
        var described = new DescribedContents(catalog, descriptors);
        var plan = new IndexPlan(scan, catalog, roots, described, source.ReaderVersion, settings.Again);
        var buffers = new PixelBuffers(descriptors);
        var describing = new DescribingStage(descriptors, buffers, settings.BatchSize);
        var run = new IndexRun(plan, catalog, places, described, describing, buffers, settings, source.ReaderVersion);
        using (var reading = new ReadingStage(plan.Jobs, source, described, buffers, settings, cancellationToken))
        {
            var reported = -1;
            foreach (var outcome in reading.Outcomes())
            {
                run.Take(outcome);
                if (run.Done == reported) continue;
                reported = run.Done;
                progress?.Report(new IndexProgress(run.Done, plan.Jobs.Count));
            }
        }
        run.Flush();
        cancellationToken.ThrowIfCancellationRequested();
        run.Finish();
        progress?.Report(new IndexProgress(run.Done, plan.Jobs.Count));
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        return new IndexReport(
            run.Added, run.Updated, run.Moved, run.Removed, run.Unchanged, [.. plan.Skipped.OrderBy(skipped => skipped.Path, StringComparer.Ordinal)],
            seconds, plan.Found / Math.Max(seconds, 1e-9), run.Described, replaced)
        {
            Read = run.Read,
            Kept = [.. plan.Kept],
            LeftOut = scan.LeftOut,
        };
    }

    private void Check()
    {
        settings.Check();
        if (descriptors.Count is 0 or > DescribedContents.MostDescriptors)
            throw new WrongSettingsException($"Indexing with {descriptors.Count} descriptors was asked for; use 1 to {DescribedContents.MostDescriptors}.");
        if (descriptors.Select(descriptor => descriptor.Name).ToHashSet(StringComparer.Ordinal).Count != descriptors.Count)
            throw new WrongSettingsException($"Descriptors need different names, but these were given: {string.Join(", ", descriptors.Select(descriptor => descriptor.Name))}.");
    }

    private List<string> SetDescriptors()
    {
        var known = catalog.Descriptors().ToDictionary(descriptor => descriptor.Name);
        var replaced = new List<string>();
        foreach (var descriptor in descriptors)
        {
            var wanted = new CatalogDescriptor(descriptor.Name, descriptor.Fingerprint, descriptor.Dimensions, descriptor.Metric);
            if (known.TryGetValue(descriptor.Name, out var found) && found != wanted) replaced.Add(descriptor.Name);
            catalog.SetDescriptor(wanted);
        }
        return replaced;
    }
}
