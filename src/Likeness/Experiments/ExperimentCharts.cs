using Likeness.Imaging.Drawing;
using Likeness.Neural.Training;

namespace Likeness.Experiments;

/// <summary>The curves of several runs in one chart, as SVG.</summary>
internal static class ExperimentCharts
{
    /// <summary>On the pictures held back; empty where no run held any back.</summary>
    public static string ValidationLoss(IReadOnlyList<ExperimentResult> runs) => Draw(runs, "validation loss", epoch => epoch.Validation[LossValidation.Loss]);

    /// <summary>In training.</summary>
    public static string TrainingLoss(IReadOnlyList<ExperimentResult> runs) => Draw(runs, "training loss", epoch => epoch.Loss);

    private static string Draw(IReadOnlyList<ExperimentResult> runs, string title, Func<EpochRecord, double?> value)
    {
        LineSeries[] series =
        [
            .. from run in runs
               where run.History.Any(epoch => value(epoch) is not null)
               select new LineSeries(run.Experiment.Name, [.. run.History.Select(epoch => (double)epoch.Epoch)], [.. run.History.Select(epoch => value(epoch) ?? double.NaN)]),
        ];
        return series.Length == 0 ? "" : new LineChart { Series = series, Title = title, XTitle = "epoch", YTitle = "squared error and penalties", LogarithmicY = true }.ToSvg();
    }
}
