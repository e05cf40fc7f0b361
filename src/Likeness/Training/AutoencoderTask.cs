using Likeness.Imaging.Batches;
using Likeness.Neural.Files;
using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Neural.Training;

namespace Likeness.Training;

/// <summary>A training of the library's model: pictures are to be drawn again from their codes.</summary>
internal sealed class AutoencoderTask : TrainingTask
{
    private readonly PictureCache cache;
    private readonly ScanResult scan;
    private readonly Autoencoder model;
    private readonly BatchLoader training;
    private readonly BatchLoader? validation;

    public AutoencoderTask(TrainingContext context) : base(context)
    {
        scan = context.Scan!;
        Settings.CheckBatch(scan.Files.Count);
        cache = Decode(scan, Settings.Model.Height, Settings.Model.Width);
        (ContentHash, string)[] present = [.. cache.Pictures.Select(picture => (picture.Hash, picture.File.FullPath))];
        (Pictures, Places) = TrainingPictures.Find(Context.Files.Pictures, context.Resumed, present, () => (Divide(), null));
        model = Autoencoder.Create(Settings.Model, (ulong)Settings.Seed);
        training = Loader(Places.Training, shuffle: true);
        Source = new LoaderSource(training, model.InputShape.Count);
        if (Places.Validation.Length == 0) return;
        validation = Loader(Places.Validation, shuffle: false);
        Validation = new LossValidation(new LoaderSource(validation, model.InputShape.Count));
    }

    public override INetwork Network => model;

    public override IObjective Objective { get; } = new ReconstructionObjective();

    public override IBatchSource Source { get; }

    public override IValidation? Validation { get; }

    public override IReadOnlyList<string> ValidationMetrics { get; } = [LossValidation.Loss, LossValidation.Error];

    public override Criterion Best { get; } = new(LossValidation.Loss, HigherIsBetter: false);

    public override bool KeepsLast => true;

    public override string Noun => "model";

    public override string LibrarysOwn => "the library's own model";

    public override string NothingKept => "No model was kept of it.";

    public override IReadOnlyDictionary<string, string> Words => Settings.ToWords();

    public override (int Usable, IReadOnlyList<SkippedPicture> Skipped) Counts =>
        (cache.Pictures.Count, [.. scan.Skipped, .. cache.Skipped, .. Places.Gone, .. cache.Lost]);

    public override TrainedFile Write(string path, IReadOnlyList<EpochRecord> history) => Of(ModelFile.Write(
        path, model, new TrainingRecord { Settings = Words, History = [.. history], ValidationPictures = Pictures.HeldBack }));

    public override TrainedFile Read(string path) => Of(ModelFile.ReadHeader(path));

    public override void DrawNetwork() => ModelDiagram.Write(Context.Files.Folder, model);

    public override void DrawCharts(IReadOnlyList<EpochRecord> history)
    {
        var graph = Settings.Model;
        var title = $"{graph.Architecture} model, {graph.Codes} codes, {graph.Height}×{graph.Width} {(graph.Grey ? "grey " : "")}pixels";
        TrainingCharts.DrawLosses(Context.Files.Folder, history, title);
    }

    public override TrainingReport Complete(TrainingReport report, EpochRecord best) => report with { ValidationLoss = Best.Of(best) };

    public override void Dispose()
    {
        training.Dispose();
        validation?.Dispose();
        model.Dispose();
        Objective.Dispose();
    }

    private static TrainedFile Of(ModelHeader header) =>
        new(header.Fingerprint, header.Record.Settings, header.Record.History.Count, header.Record.ValidationPictures);

    private TrainingSplit Divide()
    {
        var split = TrainingSplit.Draw(cache.Pictures.Select(picture => picture.Hash), Settings.Validation, Settings.Seed);
        if (split.Training.Length == 0)
        {
            throw new WrongSettingsException(
                $"validation is {Settings.Validation}, which leaves none of {cache.Pictures.Count} pictures to learn from; "
                + "hold fewer back, or give more pictures.");
        }

        Settings.CheckBatch(split.Training.Length);
        return split;
    }

    private BatchLoader Loader(int[] chosen, bool shuffle) => new(cache, chosen, new BatchOptions
    {
        BatchSize = Settings.Trainer.BatchSize, Seed = Settings.Seed, Shuffle = shuffle, Flip = shuffle && Settings.Flip,
        Grey = Settings.Model.Grey, LeaveOutLost = true,
    });

    /// <summary>The batches that Imaging prepares, as the trainer takes them.</summary>
    private sealed class LoaderSource(BatchLoader loader, long numbers) : IBatchSource
    {
        public int Count => loader.PictureCount;

        public int LargestBatch => (int)(loader.BatchFloats / numbers);

        public int NextBatch { get; private set; }

        public void BeginEpoch(int epoch, int firstBatch = 0)
        {
            NextBatch = firstBatch;
            loader.BeginEpoch(epoch, firstBatch);
        }

        public int Read(Span<float> pictures, Span<int> labels, CancellationToken cancellationToken)
        {
            var count = loader.Read(pictures, cancellationToken);
            if (count > 0) NextBatch++;
            return count;
        }
    }
}
