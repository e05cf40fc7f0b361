using Likeness.Imaging.Drawing;
using Likeness.Neural.Training;

namespace Likeness.Training;

/// <summary>The charts of a training, each as <c>.svg</c> and <c>.png</c> in a folder.</summary>
internal static class TrainingCharts
{
    /// <summary>Of an autoencoder: the loss, on a logarithmic and on a linear axis, and the learning rate.</summary>
    public static void DrawLosses(string folder, IReadOnlyList<EpochRecord> history, string title)
    {
        List<LineSeries> series = [Series("training", history, epoch => epoch.Loss)];
        if (history[0].Validation[LossValidation.Loss] is not null)
            series.Add(Series("validation", history, epoch => epoch.Validation[LossValidation.Loss]));
        const string axis = "loss (squared error and penalties)";
        Write(folder, "loss", title, axis, [.. series], logarithmic: true);
        Write(folder, "loss-linear", title, axis, [.. series]);
        Write(folder, "learning-rate", title, "learning rate", [Series("learning rate", history, epoch => epoch.LearningRate)]);
    }

    /// <summary>Of a triplet training: the loss with the share of active triplets, and the precision where there is one.</summary>
    public static void DrawTriplets(string folder, IReadOnlyList<EpochRecord> history, string title)
    {
        Write(folder, "loss", title, "mean triplet loss; share of triplets that lose", [
            Series("loss", history, epoch => epoch.Loss), Series("active", history, epoch => epoch.Metrics[TripletObjective.ActiveShare])]);
        if (history[0].Validation[PrecisionValidation.P10] is null) return;
        Write(folder, "precision", title, "precision on pictures held back", [
            Series("P@1", history, epoch => epoch.Validation[PrecisionValidation.P1]),
            Series("P@10", history, epoch => epoch.Validation[PrecisionValidation.P10])]);
    }

    private static LineSeries Series(string name, IReadOnlyList<EpochRecord> history, Func<EpochRecord, double?> value) =>
        new(name, [.. history.Select(epoch => (double)epoch.Epoch)], [.. history.Select(epoch => value(epoch) ?? double.NaN)]);

    private static void Write(string folder, string name, string title, string axis, LineSeries[] series, bool logarithmic = false) =>
        new LineChart { Series = series, Title = title, XTitle = "epoch", YTitle = axis, LogarithmicY = logarithmic }
            .Write(Path.Join(folder, name + ".svg"), Path.Join(folder, name + ".png"));
}
