using Likeness.Onnx;

namespace Likeness.Cli.Bench;

/// <summary>A pretrained network as a descriptor, beside what ONNX Runtime takes for the same numbers when they are ready: what is ours must cost next to nothing.</summary>
internal static class NetworkBench
{
    private const int WarmUp = 3;
    private const int FewAtOnce = 4;

    public static NetworkBenchReport Run(string file, int batch, int runs, int threads, CancellationToken cancelled)
    {
        using var descriptor = OnnxDescriptor.Open(file, threads: threads);
        var random = new Random(42);
        var pictures = new byte[checked(batch * descriptor.PictureHeight * descriptor.PictureWidth * 3)];
        random.NextBytes(pictures);
        var vectors = new float[checked(batch * descriptor.Dimensions)];
        var fixedBatch = descriptor.Network.Inputs[0].Axes[0];
        var numbers = new float[descriptor.InputAxes(batch).Aggregate(1L, (product, axis) => checked(product * axis))];
        foreach (ref var number in numbers.AsSpan()) number = 4 * random.NextSingle() - 2;
        var (whole, few) = fixedBatch > 0 ? ((int)fixedBatch, (int)fixedBatch) : (batch, Math.Min(batch, FewAtOnce));
        var times = Samples.Medians(runs, WarmUp, cancelled, () => descriptor.Describe(pictures, batch, vectors, cancelled), () => Alone(descriptor, numbers, batch, whole, cancelled), () => Alone(descriptor, numbers, batch, few, cancelled));
        var alone = Math.Min(times[1], times[2]);
        return new NetworkBenchReport(
            Path.GetFullPath(file), batch, descriptor.Dimensions, times[0], alone, times[0] / alone, batch * 1e3 / times[0], Samples.PeakMemoryBytes(), threads);
    }

    /// <summary>All whole groups; what is left over of a network that takes a fixed number is left out, in its favour.</summary>
    private static void Alone(OnnxDescriptor descriptor, float[] numbers, int batch, int atOnce, CancellationToken cancelled)
    {
        var network = descriptor.Network;
        var each = numbers.Length / batch;
        var takesAny = network.Inputs[0].Axes[0] < 0;
        for (var start = 0; takesAny ? start < batch : start + atOnce <= batch; start += atOnce)
        {
            var count = Math.Min(atOnce, batch - start);
            network.Run(network.Inputs[0].Name, numbers.AsSpan(start * each, count * each), [.. descriptor.InputAxes(count)], descriptor.Output, cancelled).Dispose();
        }
    }
}
