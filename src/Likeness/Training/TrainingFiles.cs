using System.Globalization;
using System.Text;
using Likeness.Library;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Storage;

namespace Likeness.Training;

/// <summary>What a training leaves in the library's folder beside the model.</summary>
internal sealed class TrainingFiles(LibraryLayout layout)
{
    /// <summary>The best weights so far, until the training ends and they become the library's model.</summary>
    public string Best => Path.Join(layout.Training, "best.safetensors");

    /// <summary>The weights of the last epoch, where that was not the best.</summary>
    public string Last => Path.Join(layout.Training, "last.safetensors");

    /// <summary>What an unfinished training goes on from.</summary>
    public string Checkpoint => Path.Join(layout.Training, "checkpoint.safetensors");

    /// <summary>What a training is that was begun and has not ended: its settings and sources.</summary>
    public string Begun => Path.Join(layout.Training, "unfinished.json");

    /// <summary>The pictures of a training that has not ended, in their order.</summary>
    public string Pictures => Path.Join(layout.Training, "pictures.txt");

    /// <summary>The folders and files of the last training, one a line.</summary>
    public string Sources => Path.Join(layout.Training, "sources.txt");

    private string History => Path.Join(layout.Training, "history.csv");

    /// <summary>Makes room for a new training. A checkpoint stays until the new training has one of its own.</summary>
    public void Prepare(IReadOnlyList<string> sources)
    {
        Directory.CreateDirectory(layout.Training);
        File.Delete(Best);
        AtomicFile.Write(Sources, Encoding.UTF8.GetBytes(string.Join('\0', sources)));
    }

    /// <summary>Notes what is begun, so that it can be begun again after the program was ended before there was a checkpoint.</summary>
    public void WriteBegun(string description)
    {
        Directory.CreateDirectory(layout.Training);
        AtomicFile.Write(Begun, Encoding.UTF8.GetBytes(description));
    }

    /// <summary>Takes away what only an unfinished training needs; the checkpoint last, from which alone it could go on.</summary>
    public void Forget()
    {
        File.Delete(Begun);
        File.Delete(Pictures);
        File.Delete(Checkpoint);
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

    /// <summary>Draws the layers of the model and of its encoder.</summary>
    public void DrawModel(Autoencoder model) => ModelDiagram.Write(layout.Training, model);

    /// <summary>Draws the loss, on a logarithmic and on a linear axis, and the learning rate.</summary>
    public void DrawCharts(IReadOnlyList<EpochRecord> history, string title)
    {
        Write(TrainingCharts.Loss(history, title, logarithmic: true), "loss");
        Write(TrainingCharts.Loss(history, title, logarithmic: false), "loss-linear");
        Write(TrainingCharts.LearningRate(history, title), "learning-rate");

        void Write(Imaging.Drawing.LineChart chart, string name) => chart.Write(Path.Join(layout.Training, name + ".svg"), Path.Join(layout.Training, name + ".png"));
    }
}
