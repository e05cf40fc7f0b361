using Likeness.Cli.Operations;
using Likeness.Evaluation;
using Likeness.Imaging;
using Likeness.Imaging.Drawing;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;

namespace Likeness.Cli.Demo;

/// <summary>Draws, trains, evaluates, indexes and searches.</summary>
internal sealed class DemoRun(ILibraryOperations operations, CancellationToken cancelled)
{
    private const int HitsPerQuery = 10;
    private const int Side = 64;

    /// <summary>Where everything goes.</summary>
    public required string Folder { get; init; }

    /// <summary>How many pictures to draw, at least 80: ten of a kind.</summary>
    public required int Pictures { get; init; }

    /// <summary>Passes over the training pictures.</summary>
    public required int Epochs { get; init; }

    /// <summary>Which pictures to draw, and the seed of training.</summary>
    public required int Seed { get; init; }

    /// <summary>Threads to draw and compute with.</summary>
    public required int Threads { get; init; }

    /// <summary>Runs it.</summary>
    public DemoReport Run(ILibraryProgress progress)
    {
        var started = TimeProvider.System.GetTimestamp();
        var pictures = new DemoPictures(Folder, Pictures, Seed);
        var library = Path.Combine(Folder, "library");
        DemoFolder.Prepare(Folder);
        Draw(pictures, progress);

        var train = operations.Train(library, [pictures.CollectionFolder], Settings(), progress, cancelled);
        var evaluate = operations.Evaluate(library, [], new EvaluationSettings { Threads = Threads }, progress, cancelled);
        var index = operations.Index(library, [pictures.CollectionFolder], new IndexArguments(Threads), progress, cancelled);
        var queries = pictures.All().Where(picture => picture.IsQuery).Select(picture => Ask(library, picture)).ToList();

        IEnumerable<string> files = [pictures.CollectionFolder, train.Model, Path.Combine(library, "training", "loss.png"), .. Drawn(evaluate.Montage), .. queries.SelectMany(query => Drawn(query.Montage)).Distinct(StringComparer.Ordinal)];
        return new(Folder, Pictures, train, evaluate, index, queries, TimeProvider.System.GetElapsedTime(started).TotalSeconds, [.. files.Select(Path.GetFullPath)]);
    }

    // For a few hundred pictures: batches small enough that an epoch has steps to learn in (and batch normalization's averages, which
    // move by a hundredth a step, time to settle), and penalties that leave so few pictures most of their codes.
    private TrainingSettings Settings() => new()
    {
        Model = new AutoencoderSettings { Height = Side, Width = Side, Codes = 64, ActivityL1 = 1e-6f, WeightL2 = 1e-6f },
        Trainer = new TrainerSettings { Epochs = Epochs, BatchSize = 8 },
        Flip = true,
        Seed = Seed,
        Threads = Threads,
    };

    private void Draw(DemoPictures pictures, ILibraryProgress progress)
    {
        var all = pictures.All().ToList();
        foreach (var folder in all.Select(picture => Path.GetDirectoryName(picture.Path)!).Distinct(StringComparer.Ordinal))
            Directory.CreateDirectory(folder);
        progress.Begin("Drawing pictures", all.Count);
        var drawn = 0;
        SharedTeam.For(all.Count, (i, _) =>
        {
            cancelled.ThrowIfCancellationRequested();
            var picture = all[i];
            var pixels = ScenePicture.Draw(picture.Scene, picture.Seed, DemoPictures.Side, DemoPictures.Side);
            PictureWriter.WriteJpeg(picture.Path, new Pixels(DemoPictures.Side, DemoPictures.Side, pixels));
            progress.Reach(Interlocked.Increment(ref drawn));
        }, Threads);
    }

    private static IEnumerable<string> Drawn(string? montage) => montage is null ? [] : [montage];

    private DemoQuery Ask(string library, DemoPicture picture)
    {
        var query = PictureQuery.Of(picture.Path);
        var found = operations.Search(library, query, new SearchRequest { K = HitsPerQuery }, Threads, cancelled);
        found = operations.Draw(library, found, query, query.DrawingName);
        return new(picture.Path, picture.Scene.Name, found.Hits.Count, found.Hits.Count(hit => hit.Label == picture.Scene.Name), found.Montage);
    }
}
