using Likeness.Imaging;
using Likeness.Imaging.Drawing;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Testing;

namespace Likeness.Tests.Training;

/// <summary>A training whose loss leaves all bounds ends with a word, and what was good before it stays.</summary>
public sealed class DivergenceTests : IDisposable
{
    private static readonly TrainingSettings Sane = new()
    {
        Model = new AutoencoderSettings { Height = 16, Width = 16, Filters = [4, 8], Codes = 4 },
        Trainer = new TrainerSettings { Epochs = 2, BatchSize = 4 },
        Threads = 1,
    };

    private static readonly TrainingSettings Absurd = Sane with { Trainer = Sane.Trainer with { LearningRate = 1e30 } };

    private readonly TemporaryFolder folder = new();

    public DivergenceTests()
    {
        Library = ImageLibrary.Create(folder["library"]);
        Directory.CreateDirectory(folder["pictures"]);
        var random = new Random(3);
        for (var i = 0; i < 12; i++)
        {
            var picture = new Pixels(16, 16);
            random.NextBytes(picture.Rgb);
            PictureWriter.WritePng(folder[$"pictures/{i}.png"], picture);
        }
    }

    private ImageLibrary Library { get; }

    public void Dispose()
    {
        Library.DisposeAsync().AsTask().Wait();
        folder.Dispose();
    }

    [Fact]
    public async Task The_finished_model_stays_and_nothing_can_be_resumed()
    {
        await Library.TrainAsync([folder["pictures"]], Sane);
        var before = File.ReadAllBytes(Library.Layout.Model);
        var message = (await Assert.ThrowsAsync<TrainingDivergedException>(() => Library.TrainAsync([folder["pictures"]], Absurd))).Message;
        Assert.Contains("in epoch 1, at a learning rate of 1e+30: the training has diverged", message, StringComparison.Ordinal);
        Assert.Contains("No model was kept", message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Library.Layout.Model));
        Assert.Null(Library.FindUnfinishedTraining());
        Assert.NotEqual(0, (await Library.EvaluateAsync([])).Pictures);
    }

    [Fact]
    public async Task It_counts_as_a_wrong_setting() =>
        Assert.IsAssignableFrom<WrongSettingsException>(
            await Record.ExceptionAsync(() => Library.TrainAsync([folder["pictures"]], Absurd)));
}
