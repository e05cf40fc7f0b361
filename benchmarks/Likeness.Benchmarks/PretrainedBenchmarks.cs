using BenchmarkDotNet.Attributes;
using Likeness.Onnx;
using Likeness.Onnx.Networks;
using Likeness.Onnx.Preprocessing;

namespace Likeness.Benchmarks;

/// <summary>
/// Describing 32 pictures with a network that takes 3 × 224 × 224 numbers, beside what ONNX Runtime needs for the same numbers when they are ready. <c>LIKENESS_NETWORK</c> names the
/// network.
/// </summary>
public class PretrainedBenchmarks
{
    private const int Pictures = 32;

    private OnnxDescriptor descriptor = null!;
    private OnnxNetwork network = null!;
    private byte[] pictures = [];
    private float[] numbers = [];
    private float[] vectors = [];

    [GlobalSetup]
    public void Setup()
    {
        var file = Environment.GetEnvironmentVariable("LIKENESS_NETWORK") ?? throw new InvalidOperationException("LIKENESS_NETWORK has to name an .onnx file");
        descriptor = OnnxDescriptor.Open(file, preprocessing: OnnxPreprocessing.ImageNet);
        network = OnnxNetwork.Open(file);
        var random = new Random(1);
        pictures = new byte[Pictures * descriptor.PictureHeight * descriptor.PictureWidth * 3];
        random.NextBytes(pictures);
        numbers = new float[Pictures * 3 * 224 * 224];
        foreach (ref var number in numbers.AsSpan()) number = random.NextSingle() * 4 - 2;
        vectors = new float[Pictures * descriptor.Dimensions];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        descriptor.Dispose();
        network.Dispose();
    }

    /// <summary>From bytes to vectors.</summary>
    [Benchmark]
    public void Describe() => descriptor.Describe(pictures, Pictures, vectors);

    /// <summary>The network alone, one picture after another.</summary>
    [Benchmark]
    public void NetworkBy1() => Run(1);

    /// <summary>The network alone, four pictures at once.</summary>
    [Benchmark]
    public void NetworkBy4() => Run(4);

    /// <summary>The network alone, eight pictures at once.</summary>
    [Benchmark]
    public void NetworkBy8() => Run(8);

    /// <summary>The network alone, all pictures at once.</summary>
    [Benchmark]
    public void NetworkBy32() => Run(32);

    private void Run(int atOnce)
    {
        var length = numbers.Length / Pictures * atOnce;
        for (var start = 0; start < numbers.Length; start += length)
            network.Run(network.Inputs[0].Name, numbers.AsSpan(start, length), [atOnce, 3, 224, 224], descriptor.Output).Dispose();
    }
}
