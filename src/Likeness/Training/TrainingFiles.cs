using System.Globalization;
using System.Text;
using Likeness.Library;
using Likeness.Neural.Training;
using Likeness.Storage;

namespace Likeness.Training;

/// <summary>
/// What a training leaves in the library's folder: each objective has a folder of its own, and a file that its result becomes at the end.
/// </summary>
internal sealed class TrainingFiles(LibraryLayout layout, TrainingObjective objective = TrainingObjective.Autoencoder)
{
    /// <summary>History, charts, and what a training under way needs.</summary>
    public string Folder => objective == TrainingObjective.Triplet ? layout.TripletTraining : layout.Training;

    /// <summary>The library's model, or the embedding that its descriptor <c>triplet</c> is made of.</summary>
    public string Result => objective == TrainingObjective.Triplet ? layout.DescriptorFile("triplet.safetensors") : layout.Model;

    /// <summary>The best weights so far, until the training ends and they become <see cref="Result"/>.</summary>
    public string Best => Path.Join(Folder, "best.safetensors");

    /// <summary>The weights of the last epoch, where that was not the best.</summary>
    public string Last => Path.Join(Folder, "last.safetensors");

    /// <summary>What an unfinished training goes on from.</summary>
    public string Checkpoint => Path.Join(Folder, "checkpoint.safetensors");

    /// <summary>What a training is that was begun and has not ended: its settings and sources.</summary>
    public string Begun => Path.Join(Folder, "unfinished.json");

    /// <summary>The pictures of a training that has not ended, in their order.</summary>
    public string Pictures => Path.Join(Folder, "pictures.txt");

    private string Sources => Path.Join(layout.Training, "sources.txt");

    private string History => Path.Join(Folder, "history.csv");

    /// <summary>Makes room for a new training. A checkpoint stays until the new training has one of its own.</summary>
    public void Prepare(IReadOnlyList<string> sources)
    {
        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(Path.GetDirectoryName(Result)!);
        File.Delete(Best);
        // What a model was trained on is what it can be evaluated on; an embedding is not.
        if (objective == TrainingObjective.Autoencoder) AtomicFile.Write(Sources, Encoding.UTF8.GetBytes(string.Join('\0', sources)));
    }

    /// <summary>Notes what is begun, so that it can be begun again after the program was ended before there was a checkpoint.</summary>
    public void WriteBegun(string description)
    {
        Directory.CreateDirectory(Folder);
        AtomicFile.Write(Begun, Encoding.UTF8.GetBytes(description));
    }

    /// <summary>What could not begin has not begun: the note goes, and folders that hold nothing else.</summary>
    public void TakeBackBegun()
    {
        File.Delete(Begun);
        foreach (var folder in (string[])[Folder, layout.Training])
        {
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
    }

    /// <summary>Takes away what only an unfinished training needs; the checkpoint last, from which alone it could go on.</summary>
    public void Forget()
    {
        File.Delete(Begun);
        File.Delete(Pictures);
        File.Delete(Checkpoint);
    }

    /// <summary>The folders and files of the last training of a model; none where there was no training.</summary>
    public IReadOnlyList<string> ReadSources() =>
        File.Exists(Sources) ? File.ReadAllText(Sources).Split('\0', StringSplitOptions.RemoveEmptyEntries) : [];

    /// <summary>Writes the history as a table: epoch, loss, metrics, those of validation, rate and times.</summary>
    /// <param name="history">All epochs.</param>
    /// <param name="metrics">The objective's.</param>
    /// <param name="validation">Those of validation, whether they were measured or not.</param>
    public void WriteHistory(IReadOnlyList<EpochRecord> history, IReadOnlyList<string> metrics, IReadOnlyList<string> validation)
    {
        var text = new StringBuilder("epoch,loss,");
        foreach (var name in metrics) text.Append(name).Append(',');
        foreach (var name in validation) text.Append("validation_").Append(name).Append(',');
        text.Append("learning_rate,seconds,pictures_per_second\n");
        foreach (var e in history)
        {
            text.Append(CultureInfo.InvariantCulture, $"{e.Epoch},{e.Loss:R},");
            foreach (var name in metrics) text.Append(CultureInfo.InvariantCulture, $"{e.Metrics[name]:R},");
            foreach (var name in validation) text.Append(CultureInfo.InvariantCulture, $"{e.Validation[name]:R},");
            text.Append(CultureInfo.InvariantCulture, $"{e.LearningRate:R},{e.Seconds:F3},{e.PicturesPerSecond:F1}\n");
        }

        AtomicFile.Write(History, Encoding.UTF8.GetBytes(text.ToString()));
    }
}
