using Likeness.Catalog;

namespace Likeness.Indexing;

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

    public void Take(IndexOutcome outcome)
    {
        outcomes.Add(outcome);
        if (outcome.Pixels is not null) withPixels++;
        if (withPixels == settings.BatchSize || outcomes.Count == MostOutcomesPerTransaction) Flush();
    }

    /// <summary>Describes and writes what has gathered, in one transaction.</summary>
    public void Flush()
    {
        var batch = new CatalogBatch();
        var contents = describing.Describe(outcomes, batch);
        foreach (var outcome in outcomes)
        {
            if (outcome.Failure is null) Accept(outcome, batch);
            else Refuse(outcome, batch);
            if (outcome.Pixels is not null) buffers.Return(outcome.Pixels);
        }
        catalog.Apply(batch);
        foreach (var content in contents) described.SetComplete(content);
        Described += contents.Count;
        Done += outcomes.Count;
        Read += outcomes.Count(outcome => outcome.IsRead);
        outcomes.Clear();
        withPixels = 0;
    }

    /// <summary>Forgets what is gone. Last, because a picture that seems gone may turn up at another path until then.</summary>
    public void Finish()
    {
        Flush();
        foreach (var keys in plan.Vanished.Chunk(MostOutcomesPerTransaction))
        {
            var batch = new CatalogBatch();
            batch.Remove.AddRange(keys);
            catalog.Apply(batch);
            Removed += keys.Length;
        }
        Unchanged += plan.Kept.Sum(folder => folder.Pictures);
        var rest = new CatalogBatch();
        rest.RemoveRejected.AddRange(plan.VanishedRejections);
        rest.RemoveRoots.AddRange(plan.LeftRoots);
        catalog.Apply(rest);
        catalog.RemoveUnusedContents();
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
