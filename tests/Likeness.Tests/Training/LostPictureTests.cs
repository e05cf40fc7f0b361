using Likeness.Imaging;
using Likeness.Imaging.Drawing;
using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Testing;
using Likeness.Testing.Numbers;
using Likeness.Tests.Fakes;
using Likeness.Training;

namespace Likeness.Tests.Training;

/// <summary>Pictures that go away while a training runs, and trainings that go on after they were cut off.</summary>
public sealed class LostPictureTests : IDisposable
{
    private const int Count = 40;

    // Nothing is kept in memory, so that every epoch opens the files.
    private static readonly TrainingSettings Settings = new()
    {
        Model = new AutoencoderSettings { Height = 16, Width = 16, Filters = [4, 8], Codes = 4 },
        Trainer = new TrainerSettings { Epochs = 4, BatchSize = 4, Schedule = "time" },
        Threads = 1, CacheBytes = 0, Flip = true, CheckpointSeconds = 0,
    };

    private readonly TemporaryFolder folder = new();

    public LostPictureTests()
    {
        Library = ImageLibrary.Create(folder["library"]);
        Directory.CreateDirectory(Pictures);
        var random = new Random(3);
        for (var i = 0; i < Count; i++)
        {
            var picture = new Pixels(16, 16);
            random.NextBytes(picture.Rgb);
            PictureWriter.WritePng(Picture(i), picture);
        }
    }

    private ImageLibrary Library { get; }

    private string Pictures => folder["pictures"];

    private string Training(string file) => folder[$"library/training/{file}"];

    private string Picture(int number) => folder[$"pictures/{number:00}.png"];

    public void Dispose()
    {
        Library.DisposeAsync().AsTask().Wait();
        folder.Dispose();
    }

    [Fact]
    public async Task Deleted_or_spoilt_in_the_middle_they_are_left_out_and_named_at_the_end()
    {
        var report = await Library.TrainAsync([Pictures], Settings, AtEpoch(2, () =>
        {
            File.Delete(Picture(7));
            File.WriteAllText(Picture(8), "no picture any more");
        }));
        Assert.Equal(4, report.Epochs);
        Assert.Equal([Picture(7), Picture(8)], report.Skipped.Select(skipped => skipped.Path));
        Assert.All(report.Skipped, skipped => Assert.Contains("left out from then on", skipped.Reason, StringComparison.Ordinal));
        Assert.True(float.IsFinite((float)report.TrainLoss));
    }

    [Fact]
    public async Task When_all_are_away_the_training_stops_with_a_checkpoint_and_goes_on_when_they_are_back()
    {
        var away = folder["away"];
        var message = (await Assert.ThrowsAsync<UnusableInputException>(
            () => Library.TrainAsync([Pictures], Settings, AtEpoch(2, () => Directory.Move(Pictures, away))))).Message;
        Assert.Contains("can be read any more", message, StringComparison.Ordinal);
        Assert.Contains("train --resume", message, StringComparison.Ordinal);
        Directory.Move(away, Pictures);
        Assert.Equal(4, (await Library.ResumeTrainingAsync()).Epochs);
    }

    [Fact]
    public async Task A_training_goes_on_without_pictures_that_are_gone_and_names_them()
    {
        await CutOffAsync(epoch: 2);
        File.Delete(Picture(3));
        File.Delete(Picture(30));
        var report = await Library.ResumeTrainingAsync();
        Assert.Equal(4, report.Epochs);
        Assert.Equal([Picture(3), Picture(30)], report.Skipped.Select(skipped => skipped.Path).Order());
        Assert.All(report.Skipped, skipped => Assert.Contains("is gone since the training began", skipped.Reason, StringComparison.Ordinal));
        Assert.Equal(Count - 2, report.Training + report.Validation);
    }

    [Fact]
    public async Task What_is_new_or_changed_is_named_and_refused()
    {
        await CutOffAsync(epoch: 2);
        File.Delete(Picture(3));
        PictureWriter.WritePng(Picture(5), new Pixels(16, 16));
        var message = (await Assert.ThrowsAsync<UnusableInputException>(() => Library.ResumeTrainingAsync())).Message;
        Assert.Contains($"1 are new or changed (the first: {Picture(5)})", message, StringComparison.Ordinal);
        Assert.Contains("2 are gone or changed", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Moved_pictures_are_the_same_pictures_and_the_weights_those_of_an_undisturbed_training()
    {
        var expected = await UndisturbedAsync();
        await CutOffAsync(epoch: 2);
        Directory.CreateDirectory(folder["pictures/below"]);
        for (var i = 0; i < Count; i += 3) File.Move(Picture(i), folder[$"pictures/below/{Count - i}.png"]);
        var weights = await WeightsAsync(Library, Library.ResumeTrainingAsync());
        Close.SameBits(expected, weights);
    }

    [Theory]
    [InlineData("Reading pictures")]
    [InlineData("Epoch 1/4")]
    public async Task Ended_before_the_first_checkpoint_it_begins_again_with_the_same_settings_and_weights(string stage)
    {
        var expected = await UndisturbedAsync();
        await Assert.ThrowsAnyAsync<Exception>(
            () => Library.TrainAsync([Pictures], Settings with { CheckpointSeconds = 1e6 }, EndsIn(stage)));
        Assert.False(File.Exists(Training("checkpoint.safetensors")));
        var unfinished = Library.FindUnfinishedTraining()!;
        Assert.Equal((false, 0), (unfinished.HasCheckpoint, unfinished.Epochs));
        var weights = await WeightsAsync(Library, Library.ResumeTrainingAsync());
        Close.SameBits(expected, weights);
        Assert.Null(Library.FindUnfinishedTraining());
        Assert.False(File.Exists(Training("pictures.txt")) || File.Exists(Training("unfinished.json")));
    }

    [Fact]
    public async Task The_training_that_was_begun_last_is_the_one_that_goes_on()
    {
        await CutOffAsync(epoch: 3);
        Assert.Equal(Settings.Trainer.Epochs, Library.FindUnfinishedTraining()!.Settings.Trainer.Epochs);
        var other = Settings with { Trainer = Settings.Trainer with { Epochs = 2 }, CheckpointSeconds = 1e6 };
        await Assert.ThrowsAsync<EndedException>(() => Library.TrainAsync([Pictures], other, EndsIn("Epoch 1/2")));
        Assert.Equal(2, (await Library.ResumeTrainingAsync()).Epochs);
    }

    [Fact]
    public async Task A_training_that_cannot_begin_leaves_the_unfinished_one_as_it_was()
    {
        await CutOffAsync(epoch: 3);
        await Assert.ThrowsAsync<WrongSettingsException>(
            () => Library.TrainAsync([Pictures], Settings with { Trainer = Settings.Trainer with { BatchSize = 39 } }));
        Assert.True(Library.FindUnfinishedTraining()!.HasCheckpoint);
        Assert.Equal(4, (await Library.ResumeTrainingAsync()).Epochs);
    }

    [Fact]
    public void A_note_of_what_was_begun_that_is_damaged_is_refused()
    {
        Directory.CreateDirectory(folder["library/training"]);
        foreach (var text in (string[])["", "null", "{}", """{"settings":null}""", """{"settings":{"model":null},"sources":[],"pictures":"","simd":""}""", "\0\0\0"])
        {
            File.WriteAllText(Training("unfinished.json"), text);
            Assert.Contains("without resuming", Assert.Throws<DamagedDataException>(() => Library.FindUnfinishedTraining()).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Leaves a checkpoint of the beginning of an epoch, as a program that is ended there does.</summary>
    private async Task CutOffAsync(int epoch)
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAsync<TrainingCancelledException>(
            () => Library.TrainAsync([Pictures], Settings, AtEpoch(epoch, cancel.Cancel), cancel.Token));
    }

    /// <summary>The weights of a training in a library of its own.</summary>
    private async Task<float[]> UndisturbedAsync()
    {
        await using var other = ImageLibrary.Create(folder["undisturbed"]);
        return await WeightsAsync(other, other.TrainAsync([Pictures], Settings));
    }

    private static async Task<float[]> WeightsAsync(ImageLibrary library, Task<TrainingReport> training)
    {
        await training;
        using var model = ModelFile.Read(library.Layout.Model).Model;
        return [.. model.Parameters.SelectMany(parameter => parameter.Parameter.Value.Span.ToArray())];
    }

    private static AtStage AtEpoch(int epoch, Action action) => new($"Epoch {epoch}/", reached: 0, action);

    private static AtStage EndsIn(string stage) => new(stage, reached: 5, () => throw new EndedException());

    private sealed class EndedException : Exception;
}
