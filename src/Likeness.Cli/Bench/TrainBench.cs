using Likeness.Neural.Models;
using Likeness.Neural.Optimizers;
using Likeness.Neural.Training;
using Likeness.Numerics.Measuring;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Cli.Bench;

/// <summary>Training steps of an autoencoder on random pictures.</summary>
internal static class TrainBench
{
    private const int WarmUp = 3;

    public static TrainBenchReport Run(AutoencoderSettings settings, int batchSize, int steps, int threads, CancellationToken cancelled)
    {
        using var team = new WorkerTeam(threads);
        using var model = Autoencoder.Create(settings, seed: 42);
        using var adam = new Adam();
        var gradients = new TimedGradients(adam, team.Threads);
        using var objective = new ReconstructionObjective();
        using var step = new TrainingStep(model, objective, team, gradients);
        using var pictures = RandomBatch.Make(model.Encoder.InputShape, batchSize);
        var batch = new Batch(pictures);
        List<double> forward = [], backward = [], optimizer = [], whole = [];
        for (var i = -WarmUp; i < steps; i++)
        {
            cancelled.ThrowIfCancellationRequested();
            var started = TimeProvider.System.GetTimestamp();
            step.Forward(batch);
            var between = TimeProvider.System.GetTimestamp();
            adam.BeginStep(1e-3);
            step.Backward(batch);
            var ended = TimeProvider.System.GetTimestamp();
            var update = gradients.TakeMilliseconds();
            if (i < 0) continue;
            forward.Add(TimeProvider.System.GetElapsedTime(started, between).TotalMilliseconds);
            optimizer.Add(update);
            backward.Add(TimeProvider.System.GetElapsedTime(between, ended).TotalMilliseconds - update);
            whole.Add(TimeProvider.System.GetElapsedTime(started, ended).TotalMilliseconds);
        }

        // Twice the forward pass's work goes back, but nobody wants the gradient of the pictures themselves.
        var operations = 3 * (model.Encoder.Operations + model.Decoder!.Operations) - model.Encoder.Layers[0].Operations;
        var milliseconds = Samples.Median(whole);
        var gflops = operations * (double)batchSize / milliseconds / 1e6;
        var memory = Samples.PeakMemoryBytes();
        var peak = MachineCeilings.PeakGigaflops(team);
        return new TrainBenchReport(
            settings.Architecture, settings.Height, batchSize, settings.Codes, milliseconds, Samples.Median(forward), Samples.Median(backward), Samples.Median(optimizer),
            batchSize * 1e3 / milliseconds, gflops, peak, gflops / peak, MachineCeilings.CopyGigabytesPerSecond(team), memory, SimdPath.Name, team.Threads);
    }
}
