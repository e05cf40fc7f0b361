using Likeness.Imaging;
using Likeness.Imaging.Drawing;
using Likeness.Library;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Testing;
using Likeness.Training;

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
        Directory.CreateDirectory(folder["pictures"]);
        var random = new Random(3);
        for (var i = 0; i < 12; i++)
        {
            var picture = new Pixels(16, 16);
            random.NextBytes(picture.Rgb);
            PictureWriter.WritePng(folder[$"pictures/{i}.png"], picture);
        }
    }

    private ImageLibrary Library => ImageLibrary.Create(folder["library"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_finished_model_stays_and_nothing_can_be_resumed()
    {
        Library.Train([folder["pictures"]], Sane);
        var before = File.ReadAllBytes(Library.Layout.Model);
        var message = Assert.Throws<TrainingDivergedException>(() => Library.Train([folder["pictures"]], Absurd)).Message;
        Assert.Contains("in epoch 1, at a learning rate of 1e+30: the training has diverged", message, StringComparison.Ordinal);
        Assert.Contains("No model was kept", message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Library.Layout.Model));
        Assert.Null(Library.FindUnfinishedTraining());
        Assert.NotEqual(0, Library.Evaluate([]).Pictures);
    }

    [Fact]
    public void It_counts_as_a_wrong_setting() => Assert.IsAssignableFrom<WrongSettingsException>(Record.Exception(() => Library.Train([folder["pictures"]], Absurd)));
}
