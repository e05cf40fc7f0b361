using Likeness.Neural.Files.Onnx;
using Likeness.Onnx.Networks;
using Likeness.Onnx.Tests.Support;
using Likeness.Testing;
using Likeness.Testing.OnnxRuntime;

namespace Likeness.Onnx.Tests.Networks;

public sealed class OnnxNetworkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [OnnxRuntimeFact]
    public void It_says_what_it_takes_and_gives()
    {
        var network = Small.Network().Node("Shape", ["image"], "sizes").Output("sizes", OnnxElementType.Int64, 4).Node("Neg", ["features"], "négatif").Output("négatif", "N", Small.Features);
        using var opened = OnnxNetwork.Open(folder.Write("ünï cödé.onnx", network.Bytes()));
        Assert.Equal(["image float32 [N, 3, 8, 8]"], opened.Inputs.Select(input => input.ToString()));
        Assert.Equal(["features float32 [N, 5]", "sizes int64 [4]", "négatif float32 [N, 5]"], opened.Outputs.Select(output => output.ToString()));
        Assert.Equal([-1L, 3, 8, 8], opened.Inputs[0].Axes);
    }

    [OnnxRuntimeFact]
    public void What_it_computes_has_the_shape_that_it_says()
    {
        var network = new NetworkBuilder().Input("x", "N", 3).Node("Neg", ["x"], "y").Output("y", "N", 3);
        using var opened = OnnxNetwork.Open(folder.Write("network.onnx", network.Bytes()), threads: 1);
        using var output = opened.Run("x", [1, -2, 3, 4, 5, 6], [2, 3], "y");
        Assert.Equal([2L, 3], output.Axes);
        Assert.Equal([-1, 2, -3, -4, -5, -6], output.Numbers.ToArray());
    }

    [OnnxRuntimeFact]
    public void A_run_that_would_take_very_long_ends_when_it_is_cancelled()
    {
        // A loop of many rounds, each of which adds up.
        var body = new NetworkBuilder().Input("round", OnnxElementType.Int64).Input("go", OnnxElementType.Bool).Input("sum", 1, 64)
            .Node("Identity", ["go"], "on").Node("Add", ["sum", "sum"], "next").Output("on", OnnxElementType.Bool).Output("next", 1, 64);
        var network = new NetworkBuilder().Input("x", 1, 64).Integers("rounds", 50_000_000).Node("Squeeze", ["rounds"], "often")
            .Node("Loop", ["often", "", "x"], "y", body.AsAttribute("body")).Output("y", 1, 64);
        using var opened = OnnxNetwork.Open(folder.Write("long.onnx", network.Bytes()), threads: 1);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Throws<OperationCanceledException>(() => opened.Run("x", new float[64], [1, 64], "y", soon.Token));
        // It can be used again.
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Throws<OperationCanceledException>(() => opened.Run("x", new float[64], [1, 64], "y", cancelled.Token));
    }

    [OnnxRuntimeFact]
    public void Networks_that_our_own_models_are_exported_as_can_be_opened_too()
    {
        var network = new NetworkBuilder().Input(OnnxFile.Pictures, "batch", 8, 8, 3).Node("Flatten", [OnnxFile.Pictures], OnnxFile.Codes).Output(OnnxFile.Codes, "batch", 192);
        using var descriptor = OnnxDescriptor.Open(folder.Write("encoder.onnx", network.Bytes()), preprocessing: new(8), normalise: false);
        var pictures = Small.Pictures(1, side: 8);
        var vector = new float[192];
        descriptor.Describe(pictures, 1, vector);
        for (var i = 0; i < vector.Length; i++) Assert.Equal(pictures[i] / 255f, vector[i], 1e-6f);
    }

    public void Dispose() => folder.Dispose();
}
