using Likeness.Imaging.Batches;
using Likeness.Labels;
using Likeness.Neural.Files;
using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Neural.Training;

namespace Likeness.Training;

/// <summary>
/// A training of the library's descriptor <c>triplet</c> from labels: of an encoder on pictures, or of a head on the vectors that the
/// library has of another descriptor. Whatever is wrong with the labels is refused before anything is decoded.
/// </summary>
internal sealed class TripletTask : TrainingTask
{
    private const int InferenceBatch = 32;

    private readonly LabeledItems items;
    private readonly EmbeddingModel model;
    private readonly LabelNumbers numbers;
    private readonly string[] leftOut;
    private readonly int learned;
    private readonly (double? P1, double? P10)? before;

    private TripletTask(
        TrainingContext context, LabeledItems items, Func<IReadOnlyList<string>> labels, EmbeddingModel model, string? start)
        : base(context)
    {
        (this.items, this.model, Start) = (items, model, start);
        if (start is not null && context.Unfinished?.Start is { } begunWith && begunWith != start)
        {
            throw new UnusableInputException(
                $"What the unfinished training started from has changed since: its fingerprint was {begunWith}, and is {start}. "
                + "Put it back as it was, or begin anew without resuming.");
        }

        (Pictures, Places) = TrainingPictures.Find(context.Files.Pictures, context.Resumed, items.Present, () => Divide(labels()));
        numbers = new LabelNumbers([.. Pictures.TrainingLabels, .. Pictures.ValidationLabels]);
        int[] ofTraining = [.. Pictures.TrainingLabels.Select(label => numbers[label!])];
        var balanced = Balance(ofTraining);
        leftOut = [.. balanced.LeftOut.Select(label => numbers.Names[label])];
        learned = Places.Training.Where((place, i) => place != BatchLoader.Gone && !balanced.LeftOut.Contains(ofTraining[i])).Count();
        if (leftOut.Length > 0)
            context.Progress?.Note($"Left out, because only one picture of each can be learned from: {string.Join(", ", leftOut)}.");
        Source = LabeledBatches.Balanced(items, Places.Training, ofTraining, balanced, Settings.Flip ? Settings.Seed : null, context.Team);
        if (Places.Validation.Length == 0) return;
        var scores = new PrecisionValidation(items, Places.Validation, Pictures.ValidationLabels, InferenceBatch, context.Team);
        Validation = scores;
        before = items.StartScores(scores, context.Cancelled);
    }

    public override INetwork Network => model.Network;

    public override IObjective Objective => field ??= new TripletObjective(Settings.Triplets!.Margin, Settings.Triplets.Distance);

    public override IBatchSource Source { get; }

    public override IValidation? Validation { get; }

    public override IReadOnlyList<string> ValidationMetrics { get; } = [PrecisionValidation.P1, PrecisionValidation.P10];

    public override Criterion Best { get; } = new(PrecisionValidation.P10, HigherIsBetter: true);

    public override string? Start { get; }

    public override string Noun => "embedding";

    public override string LibrarysOwn => "the library's own";

    public override string NothingKept => "Nothing was kept of it, and nothing was changed.";

    public override IReadOnlyDictionary<string, string> Words => Settings.ToWords(model.Settings);

    public override (int Usable, IReadOnlyList<SkippedPicture> Skipped) Counts =>
        (items.Present.Count, [.. items.Unused, .. Places.Gone, .. items.Lost]);

    public static TripletTask Create(TrainingContext context) =>
        context.Settings.Triplets!.From == TripletStart.Onnx ? OnVectors(context) : OnPictures(context);

    public override TrainedFile Write(string path, IReadOnlyList<EpochRecord> history) =>
        Of(EmbeddingFile.Write(path, model, new EmbeddingRecord
    {
        Settings = Words, History = [.. history], Labels = numbers.Names, ValidationPictures = Pictures.HeldBack,
    }));

    public override TrainedFile Read(string path) => Of(EmbeddingFile.ReadHeader(path));

    public override void DrawCharts(IReadOnlyList<EpochRecord> history)
    {
        var graph = model.Settings;
        var title = graph.Encoder is { } encoder
            ? $"Triplet loss, {graph.Dimensions} numbers, {encoder.Height}×{encoder.Width} {(encoder.Grey ? "grey " : "")}pixels"
            : $"Triplet loss, {graph.Dimensions} numbers, on {graph.Base!.Descriptor}";
        TrainingCharts.DrawTriplets(Context.Files.Folder, history, title);
    }

    public override TrainingReport Complete(TrainingReport report, EpochRecord best) => report with
    {
        Training = learned,
        Labels = new LabelReport(
            numbers.Names.Count - leftOut.Length, leftOut, best.Validation[PrecisionValidation.P1],
            best.Validation[PrecisionValidation.P10], before?.P1, before?.P10,
            model.Settings.Dimensions),
    };

    public override void Dispose()
    {
        Objective.Dispose();
        model.Dispose();
        items.Dispose();
    }

    private static TripletTask OnPictures(TrainingContext context)
    {
        var (scan, settings) = (context.Scan!, context.Settings);
        Lazy<IReadOnlyList<string>> labels = new(() =>
        {
            string[] paths = [.. scan.Files.Select(file => file.FullPath)];
            var found = PictureLabels.Of(settings.Triplets!.Labels, paths, scan.Skipped.Select(skipped => skipped.Path));
            LabelNumbers.RequirePairs(found);
            return found;
        });
        if (context.Resumed is null) _ = labels.Value;
        (Autoencoder? start, ModelHeader? header) = (null, null);
        if (settings.Triplets!.From == TripletStart.Model) (start, header) = ModelFile.ReadEncoder(context.Layout.Model);
        var (items, model) = ((PictureItems?)null, (EmbeddingModel?)null);
        try
        {
            var graph = settings.Triplets.Graph(start?.Settings ?? settings.Model);
            graph.Validate();
            items = new PictureItems(context, graph.Encoder!, start);
            model = EmbeddingModel.Create(graph, (ulong)settings.Seed);
            if (start is not null) model.StartFrom(start.Encoder);
            return new TripletTask(context, items, () => items.Choose(scan, labels.Value), model, header?.Fingerprint);
        }
        catch
        {
            model?.Dispose();
            items?.Dispose();
            if (items is null) start?.Dispose();
            throw;
        }
    }

    private static TripletTask OnVectors(TrainingContext context)
    {
        var triplets = context.Settings.Triplets!;
        if (!context.Catalogs.Exists(context.Layout))
        {
            throw new UnusableInputException(
                $"The library '{context.Layout.Folder}' holds no pictures yet. "
                + $"Index some first (index --descriptor {TripletSettings.OnnxDescriptor}).");
        }

        // A training has a thread of its own, which waits here.
        var items = VectorItems.ReadAsync(context, TripletSettings.OnnxDescriptor).GetAwaiter().GetResult();
        var model = EmbeddingModel.Create(triplets.Graph(items.Base), (ulong)context.Settings.Seed);
        try
        {
            return new TripletTask(context, items, Labels, model, items.Base.Fingerprint);
        }
        catch
        {
            model.Dispose();
            items.Dispose();
            throw;
        }

        IReadOnlyList<string> Labels()
        {
            var found = PictureLabels.Of(triplets.Labels, [.. items.Present.Select(picture => picture.Path)], items.OtherPaths);
            LabelNumbers.RequirePairs(found);
            return found;
        }
    }

    private static TrainedFile Of(EmbeddingHeader header) =>
        new(header.Fingerprint, header.Record.Settings, header.Record.History.Count, header.Record.ValidationPictures);

    private (TrainingSplit Split, IReadOnlyList<string>? Labels) Divide(IReadOnlyList<string> labels) =>
        (TrainingSplit.Draw(items.Present.Select(picture => picture.Content), Settings.Validation, Settings.Seed), labels);

    private BalancedBatches Balance(int[] labels)
    {
        var pairs = labels.CountBy(label => label).Count(label => label.Value > 1);
        if (pairs < 2)
        {
            throw new WrongSettingsException(
                $"validation is {Settings.Validation}, which leaves {pairs} of {numbers.Names.Count} labels "
                + "with two pictures to learn from; triplets need two such labels. Hold fewer back, or give more pictures.");
        }

        return new BalancedBatches(labels, Settings.Trainer.BatchSize, Settings.Seed);
    }
}
