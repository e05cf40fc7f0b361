using Likeness.Cli.Operations;
using Likeness.Cli.Output;

namespace Likeness.Cli.Demo;

/// <summary>Draws, trains, evaluates, indexes and searches.</summary>
internal sealed class DemoRun(ILibraryOperations operations, CancellationToken cancelled)
{
    private const int HitsPerQuery = 10;

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
    public DemoReport Run(IProgressDisplay progress)
    {
        var started = TimeProvider.System.GetTimestamp();
        var pictures = new DemoPictures(Folder, Pictures, Seed);
        var library = Path.Combine(Folder, "library");
        DemoFolder.Prepare(Folder);
        Draw(pictures, progress);

        var train = operations.Train(Settings(pictures, library), progress, cancelled);
        var evaluate = operations.Evaluate(library, [], progress, cancelled);
        var index = operations.Index(library, [pictures.CollectionFolder], Threads, progress, cancelled);
        var queries = pictures.All().Where(picture => picture.IsQuery).Select(picture => Ask(library, picture)).ToList();

        string[] files = [pictures.CollectionFolder, train.Model, evaluate.Montage, .. queries.Select(query => query.Montage).OfType<string>().Distinct(StringComparer.Ordinal)];
        return new(Folder, Pictures, train, evaluate, index, queries, TimeProvider.System.GetElapsedTime(started).TotalSeconds, files);
    }

    private TrainSettings Settings(DemoPictures pictures, string library) => new()
    {
        Pictures = [pictures.CollectionFolder],
        Library = library,
        ImageSize = 64,
        Epochs = Epochs,
        Flip = true,
        Seed = Seed,
        Threads = Threads,
    };

    private void Draw(DemoPictures pictures, IProgressDisplay progress)
    {
        var all = pictures.All().ToList();
        foreach (var folder in all.Select(picture => Path.GetDirectoryName(picture.Path)!).Distinct(StringComparer.Ordinal))
            Directory.CreateDirectory(folder);
        progress.Begin("Drawing pictures", all.Count);
        var drawn = 0;
        Parallel.ForEach(all, new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = cancelled }, picture =>
        {
            var pixels = ScenePicture.Draw(picture.Scene, picture.Seed, DemoPictures.Side, DemoPictures.Side);
            operations.WriteJpeg(picture.Path, pixels, DemoPictures.Side, DemoPictures.Side);
            progress.Reach(Interlocked.Increment(ref drawn));
        });
    }

    private DemoQuery Ask(string library, DemoPicture picture)
    {
        var found = operations.Search(library, picture.Path, HitsPerQuery, includeSelf: false, cancelled);
        return new(picture.Path, picture.Scene.Name, found.Hits.Count, found.Hits.Count(hit => hit.Label == picture.Scene.Name), found.Montage);
    }
}
