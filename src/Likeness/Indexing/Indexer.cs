using Likeness.Catalog;
using Likeness.Descriptors;

namespace Likeness.Indexing;

/// <summary>
/// Brings a catalog up to date with folders of pictures. Files of which the system says that they did not change since are not opened; all
/// others are read, and decoded only if their content is new. Reading, decoding and describing overlap; every batch is one transaction, so a
/// run that is cancelled or killed loses at most the batch at hand, and the next one continues from there. Where a descriptor is another one
/// than that of the vectors in use, its generation is made beside them and takes their place at the end.
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
    /// <param name="progress">Hears of every batch.</param>
    /// <param name="cancellationToken">Ends the run after what is being read; all that was read is described and written.</param>
    /// <exception cref="UnusableInputException">A path does not exist, or there is no picture below any; or the disk is full.</exception>
    /// <exception cref="DamagedDataException">The catalog is damaged.</exception>
    /// <exception cref="WrongSettingsException">A setting is out of its range, or two descriptors share a name.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the catalog is valid.</exception>
    public Task<IndexReport> RunAsync(IReadOnlyList<string> paths, ILibraryProgress? progress = null, CancellationToken cancellationToken = default) =>
        RunAsync(paths, progress, beforeWriting: null, cancellationToken);

    /// <summary>The same; before anything is written it is told how many files were found, and may refuse.</summary>
    internal async Task<IndexReport> RunAsync(
        IReadOnlyList<string> paths, ILibraryProgress? progress, Func<int, Task>? beforeWriting, CancellationToken cancellationToken)
    {
        Check();
        var started = time.GetTimestamp();
        progress?.Begin("Indexing", 0);
        var scan = source.Scan(paths, cancellationToken);
        if (beforeWriting is not null) await beforeWriting(scan.Files.Count).ConfigureAwait(false);
        var places = new FolderPlaces();
        CatalogDescriptor[] wanted = [.. descriptors.Select(descriptor => descriptor.InCatalog())];
        var (plan, described, replaced) = await PlanAsync(scan, places, wanted, cancellationToken).ConfigureAwait(false);
        var buffers = new PixelBuffers(descriptors);
        var describing = new DescribingStage(descriptors, buffers, settings.BatchSize);
        var run = new IndexRun(plan, catalog, places, described, describing, buffers, settings, source.ReaderVersion);
        progress?.Begin("Indexing", plan.Jobs.Count);
        using (var reading = new ReadingStage(plan.Jobs, source, described, buffers, settings, cancellationToken))
        {
            var reported = -1;
            foreach (var outcome in reading.Outcomes())
            {
                await run.TakeAsync(outcome).ConfigureAwait(false);
                if (run.Done == reported) continue;
                reported = run.Done;
                progress?.Reach(run.Done);
            }
        }

        await run.FlushAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await run.FinishAsync(wanted).ConfigureAwait(false);
        await catalog.OptimizeAsync(cancellationToken).ConfigureAwait(false);
        progress?.Reach(run.Done);
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
        string[] names = [.. descriptors.Select(descriptor => descriptor.Name)];
        if (names.ToHashSet(StringComparer.Ordinal).Count != names.Length)
            throw new WrongSettingsException($"Descriptors need different names, but these were given: {string.Join(", ", names)}.");
    }

    /// <summary>Roots and generations are put in order, and what is to be done is found, in one transaction.</summary>
    private async Task<(IndexPlan Plan, DescribedContents Described, List<string> Replaced)> PlanAsync(
        ScanResult scan, FolderPlaces places, CatalogDescriptor[] wanted, CancellationToken cancellationToken)
    {
        var writer = await catalog.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            var roots = await RootMap.MakeAsync(writer, scan, places, cancellationToken).ConfigureAwait(false);
            var replaced = new List<string>();
            foreach (var descriptor in wanted)
            {
                if (!(await writer.BeginGenerationAsync(descriptor, cancellationToken).ConfigureAwait(false)).IsCurrent) replaced.Add(descriptor.Name);
            }

            var described = await DescribedContents.ReadAsync(writer, wanted, cancellationToken).ConfigureAwait(false);
            var plan = await IndexPlan.MakeAsync(
                scan, writer, roots, described, source.ReaderVersion, settings.Again, cancellationToken).ConfigureAwait(false);
            await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
            return (plan, described, replaced);
        }
    }
}

/// <summary>Turns outcomes into changes of the catalog, batch by batch, and counts them.</summary>
internal sealed class IndexRun(
    IndexPlan plan, ICatalog catalog, FolderPlaces places, DescribedContents described, DescribingStage describing,
    PixelBuffers buffers, IndexSettings settings, string readerVersion)
{
    /// <summary>Outcomes without pixels cost next to nothing and share a transaction in larger numbers.</summary>
    private const int MostOutcomesPerTransaction = 512;

    private readonly List<IndexOutcome> outcomes = [];
    private int withPixels;

    public int Added { get; private set; }

    public int Updated { get; private set; }

    public int Moved { get; private set; }

    public int Removed { get; private set; }

    public int Unchanged { get; private set; } = plan.Unchanged;

    public int Described { get; private set; }

    public int Read { get; private set; }

    public int Done { get; private set; }

    public async ValueTask TakeAsync(IndexOutcome outcome)
    {
        outcomes.Add(outcome);
        if (outcome.Pixels is not null) withPixels++;
        if (withPixels == settings.BatchSize || outcomes.Count == MostOutcomesPerTransaction) await FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Describes and writes what has gathered, in one transaction. It is not cancelled: what was read is not to be lost.</summary>
    public async Task FlushAsync()
    {
        var batch = new CatalogBatch();
        var contents = describing.Describe(outcomes, batch);
        foreach (var outcome in outcomes)
        {
            if (outcome.Failure is null) Accept(outcome, batch);
            else Refuse(outcome, batch);
            if (outcome.Pixels is not null) buffers.Return(outcome.Pixels);
        }

        if (!batch.IsEmpty)
        {
            await catalog.ChangeAsync(writer => writer.ApplyAsync(batch, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        }

        foreach (var content in contents) described.SetComplete(content);
        Described += contents.Count;
        Done += outcomes.Count;
        Read += outcomes.Count(outcome => outcome.IsRead);
        outcomes.Clear();
        withPixels = 0;
    }

    /// <summary>
    /// Forgets what is gone, and lets new generations take the place of the former. Last, because a picture that seems gone may turn up at
    /// another path until then.
    /// </summary>
    public Task FinishAsync(IReadOnlyList<CatalogDescriptor> generations)
    {
        var rest = new CatalogBatch();
        rest.Remove.AddRange(plan.Vanished);
        rest.RemoveRejected.AddRange(plan.VanishedRejections);
        rest.RemoveRoots.AddRange(plan.LeftRoots);
        Removed += rest.Remove.Count;
        Unchanged += plan.Kept.Sum(folder => folder.Pictures);
        return catalog.ChangeAsync(async writer =>
        {
            await writer.ApplyAsync(rest).ConfigureAwait(false);
            await writer.RemoveUnusedContentsAsync().ConfigureAwait(false);
            foreach (var generation in generations) await writer.PublishAsync(generation).ConfigureAwait(false);
        }, CancellationToken.None);
    }

    private void Accept(IndexOutcome outcome, CatalogBatch batch)
    {
        var job = outcome.Job;
        if (job.IsRejected) batch.RemoveRejected.Add(job.Key);
        if (job.Known is { } known)
        {
            if (known.Content == outcome.Content) Unchanged++;
            else Updated++;
        }
        else if (plan.TryTakeMissing(outcome.Content, out var former) || plan.TryTakeLinked(job.File, outcome.Content, places, out former))
        {
            batch.Remove.Add(former);
            Moved++;
        }
        else
        {
            Added++;
        }
        if (job.Known is null || job.Known.Content != outcome.Content || !job.LooksUnchanged)
            batch.Put.Add(job.With(outcome.Content));
    }

    private void Refuse(IndexOutcome outcome, CatalogBatch batch)
    {
        var job = outcome.Job;
        plan.Skipped.Add(new SkippedPicture(job.FullPath, outcome.Failure!));
        if (!outcome.IsLasting)
        {
            // It may be readable again at the next run: what is known about it stays as it is.
            if (job.Known is not null) Unchanged++;
            return;
        }
        batch.Reject.Add(job.Refused(readerVersion, outcome.Failure!));
        if (job.Known is null) return;
        batch.Remove.Add(job.Key);
        Removed++;
    }
}
