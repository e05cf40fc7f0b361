using Likeness.Neural.Layers;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Models;

/// <summary>
/// Has the kernels of a graph compiled while its weights are still being read: the first picture of a program would otherwise wait for
/// that.
/// </summary>
public static class WarmUp
{
    private static int begun;

    /// <summary>
    /// Runs a small encoder of the same layers on a thread of its own, once in a process. Nothing waits for it, and nothing depends on it.
    /// </summary>
    /// <param name="settings">Of the model that will be used.</param>
    /// <param name="batch">
    /// About how many pictures it will be given at a time: one takes another way through the dense layers than many.
    /// </param>
    public static void Begin(AutoencoderSettings settings, int batch)
    {
        if (Interlocked.Exchange(ref begun, 1) == 0) _ = Task.Run(() => Run(settings, Math.Clamp(batch, 1, 8)));
    }

    private static void Run(AutoencoderSettings settings, int batch)
    {
        var side = Math.Max(8, 2 * settings.Reduction);
        // As many filters as a tile has columns: the ways that the real sizes take.
        var small = settings with { Height = side, Width = side, Filters = [.. settings.Filters.Select(_ => 32)], Codes = 32 };
        using var team = new WorkerTeam(1);
        using var model = Autoencoder.Create(small, seed: 0);
        var pass = new Pass(team, Training: false);
        using var pictures = Tensor.Zeros(model.Encoder.InputShape.Batch(batch));
        model.Encoder.Forward(pass, pictures);
    }
}
