using System.Globalization;
using System.Text;
using Likeness.Imaging.Drawing;
using Likeness.Library;
using Likeness.Neural.Training;
using Likeness.Storage;

namespace Likeness.Training;

/// <summary>What a training leaves in the library's folder beside the model.</summary>
internal sealed class TrainingFiles(LibraryLayout layout)
{
    /// <summary>The best weights so far, until the training ends and they become the library's model.</summary>
    public string Best => Path.Join(layout.Training, "best.safetensors");

    /// <summary>The folders and files of the last training, one a line.</summary>
    public string Sources => Path.Join(layout.Training, "sources.txt");

    private string History => Path.Join(layout.Training, "history.csv");

    private string ChartSvg => Path.Join(layout.Training, "loss.svg");

    private string ChartPng => Path.Join(layout.Training, "loss.png");

    public void Prepare(IReadOnlyList<string> sources)
    {
        Directory.CreateDirectory(layout.Training);
        File.Delete(Best);
        AtomicFile.Write(Sources, Encoding.UTF8.GetBytes(string.Join('\0', sources.Select(Path.GetFullPath))));
    }

    /// <summary>The folders and files of the last training; none where there was no training.</summary>
    public IReadOnlyList<string> ReadSources() =>
        File.Exists(Sources) ? File.ReadAllText(Sources).Split('\0', StringSplitOptions.RemoveEmptyEntries) : [];

    public void WriteHistory(IReadOnlyList<EpochRecord> history)
    {
        var text = new StringBuilder("epoch,loss,reconstruction_error,validation_loss,validation_error,learning_rate,seconds,pictures_per_second\n");
        foreach (var e in history)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{e.Epoch},{e.Loss:R},{e.ReconstructionError:R},{e.ValidationLoss:R},{e.ValidationError:R},{e.LearningRate:R},{e.Seconds:F3},{e.PicturesPerSecond:F1}\n");
        }

        AtomicFile.Write(History, Encoding.UTF8.GetBytes(text.ToString()));
    }

    public void DrawChart(IReadOnlyList<EpochRecord> history, string title)
    {
        double[] epochs = [.. history.Select(e => (double)e.Epoch)];
        List<LineSeries> series = [new("training", epochs, [.. history.Select(e => e.Loss)])];
        if (history[0].ValidationLoss is not null) series.Add(new("validation", epochs, [.. history.Select(e => e.ValidationLoss ?? double.NaN)]));
        new LineChart { Series = series, Title = title, XTitle = "epoch", YTitle = "loss (squared error and penalties)", LogarithmicY = true }.Write(ChartSvg, ChartPng);
    }
}
