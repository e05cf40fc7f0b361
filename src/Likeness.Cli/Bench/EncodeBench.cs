using System.Numerics.Tensors;
using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Numerics.Measuring;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Cli.Bench;

/// <summary>The encoder alone, as indexing and searching use it.</summary>
internal static class EncodeBench
{
    private const int WarmUp = 5;

    public static EncodeBenchReport Run(AutoencoderSettings settings, int batchSize, int runs, int threads, CancellationToken cancelled)
    {
        using var team = new WorkerTeam(threads);
        using var model = Autoencoder.Create(settings, seed: 42);
        using var batch = RandomBatch.Make(model.Encoder.InputShape, batchSize);
        var pass = new Pass(team, Training: false);
        var times = Samples.Medians(runs, WarmUp, cancelled, () => model.Encoder.Forward(pass, batch), () => ReadWeights(model, team));
        var (milliseconds, read) = (times[0], times[1]);
        var memory = Samples.PeakMemoryBytes();
        var gflops = model.Encoder.Operations * (double)batchSize / milliseconds / 1e6;
        var peak = MachineCeilings.PeakGigaflops(team);
        return new EncodeBenchReport(
            settings.Architecture, settings.Height, batchSize, settings.Codes, milliseconds, batchSize * 1e3 / milliseconds, gflops, peak, gflops / peak, read,
            MachineCeilings.CopyGigabytesPerSecond(team), memory, SimdPath.Name, team.Threads);
    }

    /// <summary>All numbers of the encoder once through the processor: less time than this no picture can take.</summary>
    private static unsafe void ReadWeights(Autoencoder model, WorkerTeam team)
    {
        foreach (var (_, parameter) in model.Encoder.Parameters)
            team.Split((int)((parameter.Value.Count + ReadWork.Block - 1) / ReadWork.Block), new ReadWork { Numbers = parameter.Value.Pointer, Count = parameter.Value.Count });
    }

    private unsafe struct ReadWork : IWork
    {
        public const int Block = 1 << 16;

        public float* Numbers;
        public long Count;

        public readonly void Run(int start, int end, int worker)
        {
            var sum = 0f;
            for (var block = start; block < end; block++)
            {
                var at = (long)block * Block;
                sum += TensorPrimitives.Sum(new ReadOnlySpan<float>(Numbers + at, (int)Math.Min(Block, Count - at)));
            }

            if (float.IsNaN(sum)) throw new InvalidOperationException("A weight is not a number.");
        }
    }
}
