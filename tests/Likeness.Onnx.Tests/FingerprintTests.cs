using Likeness.Onnx.Preprocessing;
using Likeness.Onnx.Tests.Support;
using Likeness.Testing;
using Likeness.Testing.Numbers;
using Likeness.Testing.OnnxRuntime;

namespace Likeness.Onnx.Tests;

/// <summary>A fingerprint changes when a vector would, and only then.</summary>
public sealed class FingerprintTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [OnnxRuntimeFact]
    public void It_changes_with_all_that_changes_a_vector()
    {
        var network = TwoOutputs();
        var usual = Small.Preprocessing;
        string[] fingerprints =
        [
            Of(network, "features", usual), Of(network, "others", usual), Of(network, "features", usual, normalise: false),
            Of(TwoOutputs(seed: 2), "features", usual),
            Of(network, "features", usual with { Resize = 11 }), Of(network, "features", usual with { Scale = 1 }), Of(network, "features", usual with { Channels = ChannelOrder.Bgr }),
            Of(network, "features", usual with { Mean = [0.485, 0.456, 0.407] }), Of(network, "features", usual with { Std = [0.229, 0.224, 0.226] }),
        ];
        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
    }

    [OnnxRuntimeFact]
    public void It_stays_with_all_that_leaves_vectors_as_they_are()
    {
        var usual = Small.Preprocessing;
        var expected = Of(Small.Network(), "features", usual);
        Assert.Equal(expected, Of(Small.Network(), null, usual, name: "elsewhere/another name.onnx", threads: 1));
        Assert.Equal(expected, Of(Small.Network(), null, usual with { Layout = PixelLayout.ChannelsFirst }));
        // Bytes from 0 to 255 with mean and deviation on that scale are the same numbers said otherwise.
        Assert.Equal(expected, Of(Small.Network(), null, usual with { Scale = 1, Mean = [.. usual.Mean.Select(m => m * 255)], Std = [.. usual.Std.Select(s => s * 255)] }));
    }

    [OnnxRuntimeFact]
    public void Weights_in_another_file_are_part_of_it()
    {
        var numbers = RandomNumbers.Array(Small.Features * 3 * Small.Side * Small.Side, 1);
        var file = folder.Write("network.onnx", Elsewhere(numbers.Length * sizeof(float)).Bytes());
        var weights = folder.Write("weights/of it.bin", System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(numbers));
        string first, second;
        using (var descriptor = OnnxDescriptor.Open(file, preprocessing: Small.Preprocessing))
        {
            first = descriptor.Fingerprint;
            Assert.Equal(["weights/of it.bin"], descriptor.Digest.Weights.Keys);
            using var same = OnnxDescriptor.Open(folder.Write("inside.onnx", Small.Network().Bytes()), preprocessing: Small.Preprocessing);
            var (a, b) = (new float[Small.Features], new float[Small.Features]);
            descriptor.Describe(Small.Pictures(1), 1, a);
            same.Describe(Small.Pictures(1), 1, b);
            Close.SameBits(b, a);
        }

        numbers[17] += 0.5f;
        File.WriteAllBytes(weights, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(numbers));
        using (var descriptor = OnnxDescriptor.Open(file, preprocessing: Small.Preprocessing)) second = descriptor.Fingerprint;
        Assert.NotEqual(first, second);
    }

    public void Dispose() => folder.Dispose();

    internal static NetworkBuilder Elsewhere(long bytes, string location = "weights/of it.bin") => new NetworkBuilder()
        .Input("image", "N", 3, Small.Side, Small.Side)
        .WeightsElsewhere("kernel", [Small.Features, 3, Small.Side, Small.Side], location, 0, bytes)
        .Node("Conv", ["image", "kernel"], "places").Node("Flatten", ["places"], "features").Output("features", "N", Small.Features);

    internal static NetworkBuilder TwoOutputs(int seed = 1, string other = "others") => Small.Network(seed: seed).Node("Neg", ["features"], other).Output(other, "N", Small.Features);

    private string Of(NetworkBuilder network, string? output, OnnxPreprocessing preprocessing, bool normalise = true, string name = "network.onnx", int threads = 2)
    {
        using var descriptor = OnnxDescriptor.Open(folder.Write(name, network.Bytes()), output, preprocessing, normalise, threads);
        return descriptor.Fingerprint;
    }
}
