using Likeness.Imaging.Drawing;
using Likeness.Neural.Training;

namespace Likeness.Training;

/// <summary>The charts of a training.</summary>
internal static class TrainingCharts
{
    /// <summary>The loss over the epochs, in training and on the pictures held back.</summary>
    public static LineChart Loss(IReadOnlyList<EpochRecord> history, string title, bool logarithmic)
    {
        var epochs = Epochs(history);
        List<LineSeries> series = [new("training", epochs, [.. history.Select(e => e.Loss)])];
        if (history[0].ValidationLoss is not null) series.Add(new("validation", epochs, [.. history.Select(e => e.ValidationLoss ?? double.NaN)]));
        return new LineChart { Series = series, Title = title, XTitle = "epoch", YTitle = "loss (squared error and penalties)", LogarithmicY = logarithmic };
    }

    /// <summary>The rate of each epoch's last step.</summary>
    public static LineChart LearningRate(IReadOnlyList<EpochRecord> history, string title) => new()
    {
        Series = [new("learning rate", Epochs(history), [.. history.Select(e => e.LearningRate)])], Title = title, XTitle = "epoch", YTitle = "learning rate",
    };

    private static double[] Epochs(IReadOnlyList<EpochRecord> history) => [.. history.Select(e => (double)e.Epoch)];
}
