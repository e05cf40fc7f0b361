using Likeness.Experiments;
using Likeness.Neural.Training;

namespace Likeness.Cli.Experiments;

/// <summary>Experiments in words, as they are printed without <c>--json</c>.</summary>
internal static class ExperimentWords
{
    /// <summary>A line for each experiment.</summary>
    public static void Print(TextWriter to, IReadOnlyList<Experiment> experiments)
    {
        var width = experiments.Max(e => e.Name.Length);
        foreach (var e in experiments) to.WriteLine($"{e.Name.PadRight(width)}  {e.Epochs,3} epochs  {e.Title}");
    }

    /// <summary>A line for each result.</summary>
    public static void Print(TextWriter to, IReadOnlyList<ExperimentResult> results)
    {
        var width = Math.Max(3, results.Max(r => r.Experiment.Name.Length));
        to.WriteLine($"{"run".PadRight(width)}  epochs    loss  val_loss  lowest   at  error    P@1   P@10    mAP  minutes");
        foreach (var r in results)
        {
            var (last, best) = (r.History[^1], r.History[r.BestEpoch - 1]);
            var (validated, lowest) = (last.Validation[LossValidation.Loss], best.Validation[LossValidation.Loss]);
            to.WriteLine(
                $"{r.Experiment.Name.PadRight(width)}  {r.History.Count,6}  {last.Loss,6:0.0000}  {validated,8:0.0000}  {lowest,6:0.0000}  "
                + $"{(lowest is null ? "" : $"{r.BestEpoch}"),3}  {r.ReconstructionError,6:0.0000}  "
                + $"{r.P1,5:0.000}  {r.P10,5:0.000}  {r.Map,5:0.000}  {r.Seconds / 60,7:0.0}");
        }
    }
}
