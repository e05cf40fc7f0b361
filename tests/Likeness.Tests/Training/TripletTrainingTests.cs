using Likeness.Catalog.Sqlite;
using Likeness.Descriptors;
using Likeness.Descriptors.Triplet;
using Likeness.Evaluation;
using Likeness.Imaging;
using Likeness.Imaging.Drawing;
using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Testing;
using Likeness.Testing.Catalogs;
using Likeness.Tests.Fakes;
using Likeness.Training;

namespace Likeness.Tests.Training;

public sealed class TripletTrainingTests : IDisposable
{
    private const int Side = 16;
    private const int Each = 12;

    private static readonly TrainingSettings Small = new()
    {
        Triplets = new TripletSettings(),
        Model = new AutoencoderSettings { Height = Side, Width = Side, Filters = [4, 8], Codes = 8 },
        Trainer = new TrainerSettings { Epochs = 6, BatchSize = 12, LearningRate = 3e-3 },
        Validation = 0.4,
        Threads = 2,
    };

    private readonly TemporaryFolder folder = new();

    public TripletTrainingTests()
    {
        var random = new Random(3);
        foreach (var kind in new[] { "across", "down", "checks" })
        for (var i = 0; i < Each; i++) Draw($"pictures/{kind}/{i}.png", kind, random);
    }

    private string Pictures => folder["pictures"];

    private ImageLibrary Library => ImageLibrary.Create(folder["library"]);

    private string Embedding => Library.Layout.DescriptorFile("triplet.safetensors");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_learns_the_labels_and_keeps_what_is_best_on_the_pictures_held_back()
    {
        var report = Library.Train([Pictures], Small);
        Assert.Equal((3 * Each, 3, 22, 14, 6, 8), (report.Pictures, report.Labels!.Labels, report.Training, report.Validation, report.Epochs, report.Labels!.Dimensions));
        Assert.Empty(report.Labels!.LeftOut);
        Assert.Null(report.Labels!.StartP10);
        var header = EmbeddingFile.ReadHeader(Embedding);
        Assert.Equal((report.Fingerprint, report.BestEpoch), (header.Fingerprint, header.Record.History.Count));
        Assert.Equal(report.Labels!.ValidationP10, header.Record.History.Max(epoch => epoch.Validation["p10"]));
        Assert.InRange(report.Labels!.ValidationP1!.Value, 0.6, 1);
        Assert.Equal(["across", "checks", "down"], header.Record.Labels);
        Assert.Equal(14, header.Record.ValidationPictures.Count);
        Assert.Equal("8", header.Record.Settings["embedding"]);
        var history = File.ReadAllLines(folder["library/training/triplet/history.csv"]);
        Assert.Equal(1 + 6, history.Length);
        Assert.StartsWith("epoch,loss,active,validation_p1,validation_p10,", history[0], StringComparison.Ordinal);
        foreach (var chart in new[] { "loss.png", "loss.svg", "precision.png", "precision.svg" }) Assert.True(File.Exists(folder[$"library/training/triplet/{chart}"]), chart);
        Assert.False(File.Exists(folder["library/training/triplet/best.safetensors"]));
    }

    [Fact]
    public void Pictures_that_go_away_in_the_middle_are_left_out_and_named_at_the_end()
    {
        // More than half of one kind: some that are learned from, and some that are held back.
        string[] lost = [.. Enumerable.Range(0, 7).Select(i => folder[$"pictures/across/{i}.png"])];
        var report = Library.Train([Pictures], Small with { CacheBytes = 0 }, new AtStage("Epoch 3/", 0, () => Array.ForEach(lost, File.Delete)));
        Assert.Equal(6, report.Epochs);
        Assert.Equal(lost, report.Skipped.Select(skipped => skipped.Path));
        Assert.True(double.IsFinite(report.TrainLoss));
        Assert.NotNull(report.Labels!.ValidationP10);
    }

    [Fact]
    public void When_all_are_away_it_stops_and_says_what_is_kept()
    {
        var message = Assert.Throws<UnusableInputException>(() => Library.Train(
            [Pictures], Small with { CacheBytes = 0 }, new AtStage("Epoch 3/", 0, () => Directory.Move(Pictures, folder["away"])))).Message;
        Assert.Contains("None of the pictures to learn from can be read any more", message, StringComparison.Ordinal);
        Assert.Contains("stopped after 2 of 6 epochs", message, StringComparison.Ordinal);
        Assert.True(File.Exists(Embedding));
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_bit_for_bit_and_another_other_ones()
    {
        string Train(string name, TrainingSettings settings) => ImageLibrary.Create(folder[name]).Train([Pictures], settings).Fingerprint;
        var flipped = Small with { Flip = true };
        Assert.Equal(Train("a", Small), Train("b", Small));
        Assert.Equal(Train("a", flipped), Train("b", flipped));
        Assert.Equal(3, new[] { Train("a", Small), Train("b", flipped), Train("c", Small with { Seed = 7 }) }.Distinct().Count());
    }

    [Fact]
    public void It_starts_from_the_librarys_model_in_its_colours_and_says_how_good_that_was()
    {
        Library.Train([Pictures], new TrainingSettings
        {
            Model = Small.Model with { Grey = true }, Trainer = new TrainerSettings { Epochs = 1, BatchSize = 8 }, Validation = Small.Validation, Threads = 1,
        });
        var model = ModelFile.ReadHeader(Library.Layout.Model);
        var report = Library.Train([Pictures], Small with { Triplets = new TripletSettings { From = TripletStart.Model, Dimensions = 5 } });
        var header = EmbeddingFile.ReadHeader(Embedding);
        Assert.Equal((true, 5, 5), (header.Settings.Encoder!.Grey, header.Settings.Dimensions, report.Labels!.Dimensions));
        Assert.InRange(report.Labels!.StartP10!.Value, 0.05, 1);
        // The seed draws the same sides, so that what the model never saw is held back here too.
        Assert.Equal(model.Record.ValidationPictures.Order(), header.Record.ValidationPictures.Order());
    }

    [Fact]
    public async Task A_head_learns_from_stored_vectors_and_describes_as_they_do()
    {
        using (var base1 = new MeanDescriptor("onnx", "f1")) Library.Index([Pictures], [base1]);
        var settings = Small with { Triplets = new TripletSettings { From = TripletStart.Onnx, Dimensions = 4 } };
        var report = Library.Train([Pictures], settings);
        Assert.Equal((4, 3 * Each), (report.Labels!.Dimensions, report.Pictures));
        Assert.NotNull(report.Labels!.StartP10);
        Assert.Equal(new EmbeddingBase("onnx", "f1", MeanDescriptor.Length), EmbeddingFile.ReadHeader(Embedding).Settings.Base);
        using var descriptor = TripletDescriptor.Load(Embedding, name => new MeanDescriptor(name, "f1"), threads: 1);
        Library.Index([Pictures], [descriptor]);
        var measured = await Library.EvaluateRetrievalAsync(new RetrievalSettings { Descriptors = ["triplet"], Draw = false });
        Assert.InRange(Assert.Single(measured.Rankings).P10, 0.4, 1);

        var refused = Assert.Throws<DamagedDataException>(() => TripletDescriptor.Load(Embedding, name => new MeanDescriptor(name, "f2")));
        Assert.Contains("'onnx' f1 with 6 numbers", refused.Message, StringComparison.Ordinal);
        Assert.Contains("f2", refused.Message, StringComparison.Ordinal);
        Assert.Throws<WrongSettingsException>(() => DescriptorRegistry.Standard.Open("triplet", new LibraryLayout(folder["library"])));
    }

    [Fact]
    public void Of_the_library_a_head_takes_the_pictures_that_lie_in_the_named_folders()
    {
        using (var base1 = new MeanDescriptor("onnx", "f1")) Library.Index([Pictures], [base1]);
        var settings = Small with { Triplets = new TripletSettings { From = TripletStart.Onnx } };
        Assert.Equal(2 * Each, Library.Train([folder["pictures/across"], folder["pictures/down"]], settings).Pictures);
        Assert.Contains("lies in", Refused(() => Library.Train([folder["elsewhere"]], settings)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_vectors_there_is_no_head()
    {
        var settings = Small with { Triplets = new TripletSettings { From = TripletStart.Onnx } };
        Assert.Contains("holds no pictures yet", Refused(() => Library.Train([Pictures], settings)), StringComparison.Ordinal);
        using (var other = new MeanDescriptor("other", "f1")) Library.Index([Pictures], [other]);
        var message = Refused(() => Library.Train([Pictures], settings));
        Assert.Contains("no vectors of the descriptor 'onnx'", message, StringComparison.Ordinal);
        Assert.Contains("'other'", message, StringComparison.Ordinal);
        Assert.Contains("index --descriptor onnx", message, StringComparison.Ordinal);
        await using (var catalog = SqliteCatalog.Open(Library.Layout.Catalog))
            await catalog.BeginAsync(new Likeness.Catalog.CatalogDescriptor("onnx", "f1", 6, Search.Metric.Euclidean));
        Assert.Contains("has a vector", Refused(() => Library.Train([Pictures], settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_with_one_picture_is_left_out_and_named()
    {
        Draw("pictures/lonely/0.png", "checks", new Random(77));
        var lines = new Notes();
        var report = Library.Train([Pictures], Small with { Validation = 0 }, lines);
        Assert.Equal(["lonely"], report.Labels!.LeftOut);
        Assert.Equal((3, 3 * Each, 3 * Each + 1, 0), (report.Labels!.Labels, report.Training, report.Pictures, report.Validation));
        Assert.Contains(lines.Lines, line => line.Contains("lonely", StringComparison.Ordinal));
        Assert.Equal((6, null), (report.BestEpoch, report.Labels!.ValidationP10));
    }

    [Fact]
    public void Labels_that_teach_nothing_are_refused_before_any_work()
    {
        Assert.Contains("lie in one", Refused(() => Library.Train([folder["pictures/down"]], Small)), StringComparison.Ordinal);
        foreach (var kind in new[] { "a", "b", "c" }) Draw($"few/{kind}/0.png", "down", new Random(kind[0]));
        Assert.Contains("3 labels, of which 0 have two pictures", Refused(() => Library.Train([folder["few"]], Small)), StringComparison.Ordinal);
        Draw("few/a/1.png", "down", new Random(5));
        Assert.Contains("of which 1 has two pictures", Refused(() => Library.Train([folder["few"]], Small)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Library.Layout.Training));
        Draw("few/b/1.png", "down", new Random(6));
        Assert.Contains("validation is 0.8", Assert.Throws<WrongSettingsException>(() => Library.Train([folder["few"]], Small with { Validation = 0.8 })).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Library.Layout.Training));
    }

    [Fact]
    public void A_training_that_is_cancelled_keeps_its_best_where_there_was_none_and_leaves_what_there_was()
    {
        var message = Cancelled();
        Assert.Contains("after 1 of 6 epochs; it can go on from there (train --resume). ", message, StringComparison.Ordinal);
        Assert.Contains($"is kept in {Embedding} and can be used", message, StringComparison.Ordinal);
        Library.Train([Pictures], Small);
        var before = File.ReadAllBytes(Embedding);
        Assert.Contains("stays as it was", Cancelled(), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Embedding));
        Assert.Single(EmbeddingFile.ReadHeader(folder["library/training/triplet/best.safetensors"]).Record.History);
    }

    [Fact]
    public void A_training_that_diverges_says_so_and_leaves_what_there_was()
    {
        Library.Train([Pictures], Small);
        var before = File.ReadAllBytes(Embedding);
        var trainer = Small.Trainer with { LearningRate = 1e30, Schedule = "constant" };
        var message = Assert.Throws<TrainingDivergedException>(() => Library.Train([Pictures], Small with { Trainer = trainer })).Message;
        Assert.Contains("has diverged", message, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Embedding));
    }

    [Fact]
    public void With_patience_it_ends_when_precision_no_longer_rises()
    {
        var trainer = Small.Trainer with { Epochs = 500 };
        var report = Library.Train([Pictures], Small with { Patience = 2, Trainer = trainer });
        Assert.InRange(report.Epochs, 3, 499);
        Assert.Equal(report.Epochs - 2, report.BestEpoch);
    }

    [Theory]
    [InlineData("validation")]
    [InlineData("patience")]
    [InlineData("seed")]
    [InlineData("threads")]
    [InlineData("embedding")]
    [InlineData("flip")]
    [InlineData("labels")]
    [InlineData("image height")]
    public void Settings_out_of_range_are_refused(string named)
    {
        var wrong = named switch
        {
            "validation" => Small with { Validation = 1 },
            "patience" => Small with { Patience = 3, Validation = 0 },
            "seed" => Small with { Seed = -1 },
            "threads" => Small with { Threads = -1 },
            "embedding" => Small with { Triplets = new TripletSettings { Dimensions = -1 } },
            "flip" => Small with { Flip = true, Triplets = new TripletSettings { From = TripletStart.Onnx } },
            "labels" => Small with { Triplets = new TripletSettings { Labels = " " } },
            _ => Small with { Model = Small.Model with { Height = 7 } },
        };
        Assert.StartsWith(named, Assert.Throws<WrongSettingsException>(wrong.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grey_and_mirrored_batches_are_those_of_the_pictures()
    {
        using var descriptor = Load(Library.Train([Pictures], Small with { Model = Small.Model with { Grey = true }, Flip = true, Validation = 0.5 }));
        Library.Index([Pictures], [descriptor]);
        var info = await Library.InfoAsync();
        Assert.Equal((3 * Each, 3 * Each), (info.Pictures, Assert.Single(info.Descriptors).Vectors));
    }

    [Fact]
    public void Cancelled_at_any_epoch_it_goes_on_and_ends_with_the_weights_of_an_undisturbed_training()
    {
        var settings = Small with { Flip = true, CacheBytes = 0, Threads = 1 };
        var expected = ImageLibrary.Create(folder["undisturbed"]).Train([Pictures], settings);
        foreach (var epoch in (int[])[1, 3, 6])
        {
            CutOff(epoch, settings);
            Assert.Equal((TrainingObjective.Triplet, epoch - 1), (Library.FindUnfinishedTraining()!.Settings.Objective, Library.FindUnfinishedTraining()!.Epochs));
            Assert.Null(Library.FindUnfinishedTraining(TrainingObjective.Autoencoder));
            IsTheSame(expected, Library.ResumeTraining());
        }
    }

    [Theory]
    [InlineData("Reading pictures", 5)]
    [InlineData("Epoch 1/", 10)]
    public void Ended_before_the_first_checkpoint_it_begins_again_with_the_same_settings_and_weights(string stage, int reached)
    {
        var expected = ImageLibrary.Create(folder["undisturbed"]).Train([Pictures], Small);
        Assert.ThrowsAny<Exception>(() => Library.Train([Pictures], Small, new AtStage(stage, reached, () => throw new EndedException())));
        Assert.False(File.Exists(Training("checkpoint.safetensors")));
        Assert.Equal((false, 0), (Library.FindUnfinishedTraining()!.HasCheckpoint, Library.FindUnfinishedTraining()!.Epochs));
        IsTheSame(expected, Library.ResumeTraining());
    }

    [Fact]
    public void Ended_after_a_checkpoint_in_the_middle_of_an_epoch_it_goes_on_there()
    {
        var settings = Small with { CheckpointSeconds = 0, Flip = true };
        var expected = ImageLibrary.Create(folder["undisturbed"]).Train([Pictures], settings);
        // What is written at the first step that is reported may be due only at a later one.
        Assert.Throws<EndedException>(() => Library.Train([Pictures], settings, new AtStage("Epoch 5/", reached: 20, () => throw new EndedException())));
        Assert.True(Library.FindUnfinishedTraining()!.HasCheckpoint);
        IsTheSame(expected, Library.ResumeTraining());
    }

    [Fact]
    public void It_goes_on_without_pictures_that_are_gone_names_them_and_refuses_new_ones()
    {
        CutOff(3, Small);
        string[] lost = [folder["pictures/across/3.png"], folder["pictures/down/7.png"]];
        Array.ForEach(lost, File.Delete);
        Draw("pictures/down/new.png", "down", new Random(99));
        Assert.Contains($"1 are new or changed (the first: {folder["pictures/down/new.png"]}) and 2 are gone", Refused(() => Library.ResumeTraining()), StringComparison.Ordinal);
        File.Delete(folder["pictures/down/new.png"]);
        var report = Library.ResumeTraining();
        Assert.Equal(6, report.Epochs);
        Assert.Equal(lost, report.Skipped.Select(skipped => skipped.Path).Order());
        Assert.All(report.Skipped, skipped => Assert.Contains("is gone since the training began", skipped.Reason, StringComparison.Ordinal));
        Assert.Equal(3 * Each - 2, report.Training + report.Validation);
    }

    [Fact]
    public void Moved_pictures_keep_the_labels_that_it_began_with()
    {
        var expected = ImageLibrary.Create(folder["undisturbed"]).Train([Pictures], Small);
        CutOff(3, Small);
        Directory.Move(folder["pictures/across"], folder["pictures/elsewhere"]);
        IsTheSame(expected, Library.ResumeTraining());
    }

    [Fact]
    public void A_head_on_stored_vectors_goes_on_too()
    {
        using (var base1 = new MeanDescriptor("onnx", "f1")) Library.Index([Pictures], [base1]);
        var settings = Small with { Triplets = new TripletSettings { From = TripletStart.Onnx, Dimensions = 4 } };
        var expected = Library.Train([Pictures], settings);
        CutOff(4, settings);
        var report = Library.ResumeTraining();
        IsTheSame(expected, report);
        Assert.Equal(expected.Labels!.StartP10, report.Labels!.StartP10);
        CutOff(4, settings);
        using (var base2 = new MeanDescriptor("onnx", "f2")) Library.Index([Pictures], [base2]);
        Assert.Contains("started from has changed", Refused(() => Library.ResumeTraining()), StringComparison.Ordinal);
    }

    [Fact]
    public void From_the_librarys_model_it_goes_on_as_long_as_that_is_the_same()
    {
        var model = new TrainingSettings { Model = Small.Model, Trainer = new TrainerSettings { Epochs = 1, BatchSize = 8 }, Threads = 1 };
        Library.Train([Pictures], model);
        var settings = Small with { Triplets = new TripletSettings { From = TripletStart.Model } };
        var expected = Library.Train([Pictures], settings);
        CutOff(2, settings);
        IsTheSame(expected, Library.ResumeTraining());
        CutOff(2, settings);
        Library.Train([Pictures], model with { Seed = 7 });
        Assert.Contains("started from has changed", Refused(() => Library.ResumeTraining()), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_unfinished_trainings_the_one_that_ran_last_goes_on_or_the_one_that_is_named()
    {
        var model = new TrainingSettings { Model = Small.Model, Trainer = new TrainerSettings { Epochs = 3, BatchSize = 8 }, Threads = 1 };
        CutOff(2, Small);
        CutOff(2, model);
        File.SetLastWriteTimeUtc(Training("unfinished.json"), DateTime.UtcNow.AddHours(-1));
        Assert.Equal(TrainingObjective.Autoencoder, Library.FindUnfinishedTraining()!.Settings.Objective);
        Assert.NotNull(Library.ResumeTraining(TrainingObjective.Triplet, null, default).Labels);
        Assert.Null(Library.ResumeTraining().Labels);
        Assert.Null(Library.FindUnfinishedTraining());
    }

    /// <summary>Leaves a checkpoint of the beginning of an epoch, as a program that is cancelled there does.</summary>
    private void CutOff(int epoch, TrainingSettings settings)
    {
        using var cancel = new CancellationTokenSource();
        // Before the first step there is nothing to write a checkpoint of.
        var at = new AtStage($"Epoch {epoch}/", epoch == 1 ? 1 : 0, cancel.Cancel);
        Assert.Contains("train --resume", Assert.Throws<TrainingCancelledException>(() => Library.Train([Pictures], settings, at, cancel.Token)).Message, StringComparison.Ordinal);
    }

    /// <summary>The fingerprint covers all weights.</summary>
    private void IsTheSame(TrainingReport expected, TrainingReport report)
    {
        Assert.Equal((expected.Fingerprint, expected.Epochs, expected.BestEpoch, expected.TrainLoss), (report.Fingerprint, report.Epochs, report.BestEpoch, report.TrainLoss));
        Assert.Equal((expected.Labels!.ValidationP1, expected.Labels.ValidationP10), (report.Labels!.ValidationP1, report.Labels.ValidationP10));
        Assert.Null(Library.FindUnfinishedTraining());
        foreach (var left in (string[])["checkpoint.safetensors", "pictures.txt", "unfinished.json", "best.safetensors"]) Assert.False(File.Exists(Training(left)), left);
    }

    private string Training(string file) => folder[$"library/training/triplet/{file}"];

    private sealed class EndedException : Exception;

    private static TripletDescriptor Load(TrainingReport report) => TripletDescriptor.Load(report.Model, _ => throw new InvalidOperationException("It stands on pictures."), threads: 1);

    private static string Refused(Action work) => Assert.Throws<UnusableInputException>(work).Message;

    private string Cancelled()
    {
        using var cancel = new CancellationTokenSource();
        return Assert.Throws<TrainingCancelledException>(() => Library.Train([Pictures], Small, new Notes(epoch =>
        {
            if (epoch.Epoch == 1) cancel.Cancel();
        }), cancel.Token)).Message;
    }

    private void Draw(string path, string kind, Random random)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[path])!);
        var picture = new Pixels(Side, Side);
        var phase = random.Next(4);
        for (var i = 0; i < picture.Rgb.Length; i++)
        {
            var (x, y) = (i / 3 % Side + phase, i / 3 / Side + phase);
            var on = kind switch { "across" => y / 2 % 2, "down" => x / 2 % 2, _ => (x / 4 + y / 4) % 2 };
            picture.Rgb[i] = (byte)(60 + on * 120 + random.Next(70));
        }

        PictureWriter.WritePng(folder[path], picture);
    }

    private sealed class Notes(Action<EpochRecord>? hear = null) : ILibraryProgress
    {
        public List<string> Lines { get; } = [];

        public void Begin(string stage, long total) => Assert.True(total >= 0);

        public void Reach(long done) => Assert.True(done > 0);

        public void EndEpoch(EpochRecord epoch, int epochs) => hear?.Invoke(epoch);

        public void Note(string line) => Lines.Add(line);
    }
}
