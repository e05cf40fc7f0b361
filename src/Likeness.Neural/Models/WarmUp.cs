using Likeness.Neural.Layers;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Models;

/// <summary>
/// Has the kernels of a graph compiled while its weights are still being read: the first picture of a program would otherwise wait for that, a quarter of a second.
/// </summary>
internal static class WarmUp
{
    // One picture and several take different ways through the dense layers.
    private static readonly int[] Batches = [1, 8];

    private static int begun;

    /// <summary>Runs a small encoder of the same layers on a thread of its own, once in a process. Nothing waits for it, and nothing depends on it.</summary>
    public static void Begin(AutoencoderSettings settings)
    {
        if (Interlocked.Exchange(ref begun, 1) == 0) _ = Task.Run(() => Run(settings));
    }

    private static void Run(AutoencoderSettings settings)
    {
        var side = Math.Max(8, 2 * settings.Reduction);
        // As many filters as a tile has columns: the ways that the real sizes take.
        var small = settings with { Height = side, Width = side, Filters = [.. settings.Filters.Select(_ => 32)], Codes = 32 };
        using var team = new WorkerTeam(1);
        using var model = Autoencoder.Create(small, seed: 0);
        var pass = new Pass(team, Training: false);
        foreach (var batch in Batches)
        {
            using var pictures = Tensor.Zeros(model.Encoder.InputShape.Batch(batch));
            model.Encoder.Forward(pass, pictures);
        }
    }
}
