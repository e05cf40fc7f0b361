using System.Globalization;
using System.Text;
using Likeness.Imaging.Drawing;
using Likeness.Library;
using Likeness.Neural.Training.Triplets;
using Likeness.Storage;

namespace Likeness.Training.Triplets;

/// <summary>What a triplet training writes into the library's folder.</summary>
internal sealed class TripletFiles(LibraryLayout layout)
{
    /// <summary>The file's name in the folder of descriptors.</summary>
    public const string FileName = "triplet.safetensors";

    /// <summary>The embedding that the library's descriptor is made of.</summary>
    public string Descriptor => layout.DescriptorFile(FileName);

    /// <summary>The best weights so far, until the training ends and they become the descriptor's.</summary>
    public string Best => Path.Join(Folder, "best.safetensors");

    /// <summary>History and charts.</summary>
    public string Folder => Path.Join(layout.Training, "triplet");

    private string History => Path.Join(Folder, "history.csv");

    /// <summary>Makes room for a new training.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(layout.Descriptors);
        File.Delete(Best);
    }

    public void WriteHistory(IReadOnlyList<TripletEpoch> history)
    {
        var text = new StringBuilder("epoch,loss,active,validation_p1,validation_p10,learning_rate,seconds,pictures_per_second\n");
        foreach (var e in history)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{e.Epoch},{e.Loss:R},{e.Active:R},{e.ValidationP1:R},{e.ValidationP10:R},{e.LearningRate:R},{e.Seconds:F3},{e.PicturesPerSecond:F1}\n");
        }

        AtomicFile.Write(History, Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Draws the loss with the share of active triplets, and the precision where there is one.</summary>
    public void DrawCharts(IReadOnlyList<TripletEpoch> history, string title)
    {
        double[] epochs = [.. history.Select(e => (double)e.Epoch)];
        Write("loss", "mean triplet loss; share of triplets that lose", [new("loss", epochs, [.. history.Select(e => e.Loss)]), new("active", epochs, [.. history.Select(e => e.Active)])]);
        if (history[0].ValidationP10 is null) return;
        Write("precision", "precision on pictures held back", [
            new("P@1", epochs, [.. history.Select(e => e.ValidationP1 ?? double.NaN)]), new("P@10", epochs, [.. history.Select(e => e.ValidationP10 ?? double.NaN)])]);

        void Write(string name, string axis, LineSeries[] series) =>
            new LineChart { Series = series, Title = title, XTitle = "epoch", YTitle = axis }.Write(Path.Join(Folder, name + ".svg"), Path.Join(Folder, name + ".png"));
    }
}
