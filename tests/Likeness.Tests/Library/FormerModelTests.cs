using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Descriptors.Processing;
using Likeness.Imaging;
using Likeness.Imaging.Drawing;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Testing;
using Likeness.Testing.Catalogs;
using Likeness.Tests.Fakes;
using Likeness.Training;

namespace Likeness.Tests.Library;

/// <summary>
/// After a training searches find what they found before, by the model that the vectors were made by, until all are made anew.
/// </summary>
public sealed class FormerModelTests : IDisposable
{
    private const int Count = 130; // more than a run that is cut off has read ahead

    private static readonly TrainingSettings First = new()
    {
        Model = new AutoencoderSettings { Height = 16, Width = 16, Filters = [4, 8], Codes = 8 },
        Trainer = new TrainerSettings { Epochs = 1, BatchSize = 8 },
        Seed = 1,
        Threads = 1,
    };

    private static readonly TrainingSettings Second = First with { Seed = 2 };

    // In the same order in every library, so that what lies equally far is the same too.
    private static readonly IndexRequest OneByOne = new() { Threads = 1 };

    private readonly TemporaryFolder folder = new();

    public FormerModelTests()
    {
        Library = ImageLibrary.Create(folder["library"]);
        var random = new Random(3);
        for (var i = 0; i < Count; i++)
        {
            var picture = Draw(random);
            // A few are for the trainings, all for the index.
            Directory.CreateDirectory(folder["pictures/few"]);
            PictureWriter.WritePng(folder[i < 24 ? $"pictures/few/{i:000}.png" : $"pictures/{i:000}.png"], picture);
        }
    }

    private ImageLibrary Library { get; }

    private string Kept => folder["library/descriptors/kept"];

    public void Dispose()
    {
        Library.DisposeAsync().AsTask().Wait();
        folder.Dispose();
    }

    [Fact]
    public async Task Searches_go_on_by_the_model_of_the_vectors_until_all_are_made_by_the_new_one()
    {
        await TrainAsync(Library, First);
        await IndexAsync(Library);
        var first = await AnswerAsync(Library);
        Assert.False(Directory.Exists(Kept));

        await TrainAsync(Library, Second);
        Assert.Single(Directory.GetFiles(Kept, "model.safetensors", SearchOption.AllDirectories));
        Assert.Equal(first, await AnswerAsync(Library));
        Assert.Equal(first, await AnswerInAnotherSessionAsync());

        await CutOffAsync();
        Assert.Equal(first, await AnswerAsync(Library));
        Assert.Equal(first, await AnswerInAnotherSessionAsync());
        var (_, underWay) = await GenerationsAsync();
        var made = await VectorsAsync(underWay!);
        Assert.InRange(made, 1, Count - 1);

        var report = await IndexAsync(Library);
        Assert.Equal((Count - made, Count), (report.Described, report.Unchanged));
        Assert.Equal(["codes"], report.Replaced);
        var second = await AnswerAsync(Library);
        Assert.NotEqual(first, second);
        Assert.Equal(await AnswerOfAsync(Second), second);
        Assert.Equal(second, await AnswerInAnotherSessionAsync());
        Assert.False(Directory.Exists(Kept));
    }

    [Fact]
    public async Task Through_several_trainings_the_model_of_the_vectors_is_kept_and_what_was_made_for_one_in_between_is_given_up()
    {
        await TrainAsync(Library, First);
        await IndexAsync(Library);
        var first = await AnswerAsync(Library);
        await TrainAsync(Library, Second);
        await CutOffAsync();
        var (_, ofSecond) = await GenerationsAsync();
        await TrainAsync(Library, First with { Seed = 3 });
        Assert.Equal(first, await AnswerAsync(Library));
        Assert.Equal(first, await AnswerInAnotherSessionAsync());
        await CutOffAsync();
        var (current, ofThird) = await GenerationsAsync();
        Assert.NotEqual(ofSecond, ofThird);
        Assert.Equal(Count, await VectorsAsync(current));
        await IndexAsync(Library);
        Assert.Equal((ofThird, null), await GenerationsAsync());
        Assert.Equal(await AnswerOfAsync(First with { Seed = 3 }), await AnswerAsync(Library));
        Assert.False(Directory.Exists(Kept));
    }

    [Fact]
    public async Task The_model_of_the_vectors_trained_once_more_needs_no_vector_made_anew()
    {
        await TrainAsync(Library, First);
        await IndexAsync(Library);
        var first = await AnswerAsync(Library);
        await TrainAsync(Library, Second);
        await CutOffAsync();
        await TrainAsync(Library, First);
        Assert.Equal(first, await AnswerAsync(Library));
        var report = await IndexAsync(Library);
        Assert.Equal((0, Count), (report.Described, report.Unchanged));
        Assert.Equal(first, await AnswerAsync(Library));
        Assert.Null((await GenerationsAsync()).UnderWay);
        Assert.False(Directory.Exists(Kept));
    }

    [Fact]
    public async Task A_training_that_fails_or_is_cut_off_changes_no_answer()
    {
        await TrainAsync(Library, First);
        await IndexAsync(Library);
        var first = await AnswerAsync(Library);
        var absurd = Second with { Trainer = Second.Trainer with { LearningRate = 1e30 } };
        await Assert.ThrowsAsync<TrainingDivergedException>(() => TrainAsync(Library, absurd));
        Assert.Equal(first, await AnswerInAnotherSessionAsync());
        using var cancel = new CancellationTokenSource();
        var ending = new AtStage("Epoch 1/", reached: 0, cancel.Cancel);
        await Assert.ThrowsAsync<TrainingCancelledException>(
            () => Library.TrainAsync([folder["pictures/few"]], Second, ending, cancel.Token));
        Assert.Equal(first, await AnswerAsync(Library));
        Assert.Equal(0, (await IndexAsync(Library)).Described);
        Assert.False(Directory.Exists(Kept));
        await Library.ResumeTrainingAsync();
        Assert.Equal(first, await AnswerAsync(Library));
        Assert.Equal(first, await AnswerInAnotherSessionAsync());
    }

    [Fact]
    public async Task An_embedding_is_kept_as_a_model_is_and_what_stands_on_neither_goes_on_as_well()
    {
        await TrainAsync(Library, First);
        await LearnAsync(seed: 1);
        await IndexAsync(Library);
        string[] names = ["codes", "colour", "triplet"];
        var before = new List<string>();
        foreach (var name in names) before.Add(await AnswerAsync(Library, name));
        await LearnAsync(seed: 2);
        await TrainAsync(Library, Second);
        for (var i = 0; i < names.Length; i++)
        {
            Assert.Equal(before[i], await AnswerAsync(Library, names[i]));
            Assert.Equal(before[i], await AnswerInAnotherSessionAsync(names[i]));
        }

        Assert.Equal(["codes", "triplet"], (await IndexAsync(Library)).Replaced.Order());
        Assert.NotEqual(before[2], await AnswerAsync(Library, "triplet"));
        Assert.Equal(before[1], await AnswerAsync(Library, "colour"));
        Assert.False(Directory.Exists(Kept));
    }

    [Fact]
    public async Task As_long_as_one_descriptor_is_not_indexed_anew_what_it_was_is_kept()
    {
        await TrainAsync(Library, First);
        await IndexAsync(Library);
        var first = await AnswerAsync(Library);
        await TrainAsync(Library, Second);
        await Library.IndexAsync([folder["pictures"]], new IndexRequest { Descriptors = ["colour"] });
        Assert.Equal(first, await AnswerInAnotherSessionAsync());
        Assert.True(Directory.Exists(Kept));
        await IndexAsync(Library);
        Assert.False(Directory.Exists(Kept));
    }

    [Fact]
    public async Task Other_post_processing_that_is_cut_off_leaves_the_answers_as_they_were()
    {
        await TrainAsync(Library, First);
        await IndexAsync(Library, OneByOne with { PostProcessing = new PostProcessing { Normalise = true }, Descriptors = ["codes"] });
        var first = await AnswerAsync(Library);
        var mirrored = OneByOne with { PostProcessing = new PostProcessing { Mirror = true }, Descriptors = ["codes"] };
        await CutOffAsync(mirrored);
        Assert.Equal(first, await AnswerAsync(Library));
        Assert.Equal(first, await AnswerInAnotherSessionAsync());
        await IndexAsync(Library, OneByOne with { Descriptors = ["codes"] });
        Assert.NotEqual(first, await AnswerAsync(Library));
        Assert.False(Directory.Exists(Kept));
    }

    [ReadOnlyFolderFact]
    public async Task Where_nothing_can_be_written_the_former_model_is_found_too()
    {
        await TrainAsync(Library, First);
        await IndexAsync(Library);
        var first = await AnswerAsync(Library);
        await TrainAsync(Library, Second);
        await Library.DisposeAsync();
        using var place = new ReadOnlyFolder(folder["library"]);
        await using var there = ImageLibrary.Open(place.Path);
        Assert.Equal(first, await AnswerAsync(there));
    }

    [Fact]
    public async Task A_training_and_an_index_run_go_on_at_the_same_time()
    {
        await TrainAsync(Library, First);
        await IndexAsync(Library);
        var first = await AnswerAsync(Library);
        PictureWriter.WritePng(folder["pictures/new.png"], new Pixels(16, 16));
        IndexReport? meanwhile = null;
        var middle = new AtStage("Epoch 1/", reached: 0, () => meanwhile = Do(() => IndexAsync(Library)));
        await Library.TrainAsync([folder["pictures/few"]], Second, middle);
        Assert.Equal((1, Count), (meanwhile!.Added, meanwhile.Unchanged));
        // The run in the middle found all vectors as the model was then; the model that it was is needed all the same.
        Assert.Equal(first, await AnswerAsync(Library));
        Assert.Equal(first, await AnswerInAnotherSessionAsync());
        await IndexAsync(Library);
        Assert.False(Directory.Exists(Kept));
        Assert.NotEqual(first, await AnswerAsync(Library));
    }

    [Fact]
    public async Task A_first_index_run_in_the_middle_of_a_training_is_searched_by_what_it_was_made_by()
    {
        await TrainAsync(Library, First);
        var expected = await AnswerOfAsync(First);
        var middle = new AtStage("Epoch 1/", reached: 0, () => Do(() => IndexAsync(Library)));
        await Library.TrainAsync([folder["pictures/few"]], Second, middle);
        Assert.Equal(expected, await AnswerAsync(Library));
        Assert.Equal(expected, await AnswerInAnotherSessionAsync());
    }

    [Fact]
    public async Task A_training_in_the_middle_of_an_index_run_leaves_what_that_makes_of_use()
    {
        await TrainAsync(Library, First);
        await IndexAsync(Library);
        await TrainAsync(Library, Second);
        var expected = await AnswerOfAsync(Second);
        var middle = new AtStage("Indexing", reached: 1, () => Do(() => TrainAsync(Library, First with { Seed = 3 })));
        await Library.IndexAsync([folder["pictures"]], OneByOne, middle);
        Assert.Equal(expected, await AnswerAsync(Library));
        Assert.Equal(expected, await AnswerInAnotherSessionAsync());
    }

    [Fact]
    public async Task Two_trainings_or_two_index_runs_at_once_are_refused()
    {
        var messages = new List<string>();
        var training = new AtStage("Epoch 1/", reached: 0, () => messages.Add(Busy(() => TrainAsync(Library, Second))));
        await Library.TrainAsync([folder["pictures/few"]], First, training);
        var learning = new AtStage("Epoch 1/", reached: 0, () => messages.Add(Busy(() => LearnAsync(seed: 2))));
        await Library.TrainAsync([folder["pictures/few"]], First, learning);
        Assert.All(messages, message => Assert.Contains("is being trained by another process", message, StringComparison.Ordinal));
        var indexing = new AtStage("Indexing", reached: 1, () => messages.Add(Busy(() => IndexAsync(Library))));
        await Library.IndexAsync([folder["pictures"]], OneByOne, indexing);
        Assert.Contains("is being written to by another process", messages[2], StringComparison.Ordinal);
        using (Library.Lock()) await TrainAsync(Library, Second);

        static string Busy(Func<Task> work) => Do(() => Assert.ThrowsAsync<LibraryBusyException>(work)).Message;
    }

    /// <summary>A color with some noise.</summary>
    private static Pixels Draw(Random random)
    {
        var picture = new Pixels(16, 16);
        byte[] color = [(byte)random.Next(200), (byte)random.Next(200), (byte)random.Next(200)];
        for (var i = 0; i < picture.Rgb.Length; i++) picture.Rgb[i] = (byte)(color[i % 3] + random.Next(56));
        return picture;
    }

    /// <summary>In the middle of other work, which waits for it.</summary>
    private static T Do<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();

    private async Task<TrainingReport> TrainAsync(ImageLibrary library, TrainingSettings settings) =>
        await library.TrainAsync([folder["pictures/few"]], settings);

    private Task<TrainingReport> LearnAsync(int seed) => Library.TrainAsync([folder["pictures"]], new TrainingSettings
    {
        Model = First.Model,
        Trainer = new TrainerSettings { Epochs = 1, BatchSize = 16 },
        Triplets = new TripletSettings(),
        Validation = 0,
        Seed = seed,
        Threads = 1,
    });

    private async Task<IndexReport> IndexAsync(ImageLibrary library, IndexRequest? request = null) =>
        await library.IndexAsync([folder["pictures"]], request ?? OneByOne);

    /// <summary>An index run that is cancelled after its first batch; what was read by then is described still.</summary>
    private async Task CutOffAsync(IndexRequest? request = null)
    {
        using var cancel = new CancellationTokenSource();
        var ending = new AtStage("Indexing", reached: 1, cancel.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Library.IndexAsync([folder["pictures"]], request ?? OneByOne, ending, cancel.Token));
    }

    private async Task<(CatalogDescriptor Current, CatalogDescriptor? UnderWay)> GenerationsAsync()
    {
        await using var catalog = SqliteCatalog.OpenForReading(Library.Layout.Catalog);
        var codes = (await catalog.GenerationsAsync()).Where(generation => generation.Descriptor.Name == "codes").ToList();
        return (codes[0].Descriptor, codes.Skip(1).SingleOrDefault()?.Descriptor);
    }

    private async Task<int> VectorsAsync(CatalogDescriptor descriptor)
    {
        await using var catalog = SqliteCatalog.OpenForReading(Library.Layout.Catalog);
        return (int)await catalog.CountVectorsAsync(descriptor);
    }

    /// <summary>Paths and distances of the pictures nearest to one that is not in the library.</summary>
    private async Task<string> AnswerAsync(ImageLibrary library, string descriptor = "codes")
    {
        var query = folder["query.png"];
        if (!File.Exists(query))
        {
            PictureWriter.WritePng(query, Draw(new Random(77)));
        }

        var report = await library.SearchAsync(query, new SearchRequest { Descriptors = [new(descriptor)] });
        Assert.Equal(10, report.Hits.Count);
        return string.Join('\n', report.Hits.Select(hit => $"{hit.Path} {BitConverter.SingleToInt32Bits(hit.Distance):x}"));
    }

    private async Task<string> AnswerInAnotherSessionAsync(string descriptor = "codes")
    {
        await using var other = ImageLibrary.Open(folder["library"]);
        return await AnswerAsync(other, descriptor);
    }

    /// <summary>The answer of a library that was never trained otherwise.</summary>
    private async Task<string> AnswerOfAsync(TrainingSettings settings)
    {
        await using var other = ImageLibrary.Create(folder[$"library of seed {settings.Seed}"]);
        await TrainAsync(other, settings);
        await IndexAsync(other);
        return await AnswerAsync(other);
    }
}
