using Likeness.Neural.Files.Onnx;
using Likeness.Onnx.Networks;
using Likeness.Onnx.Preprocessing;
using Likeness.Onnx.Tests.Support;
using Likeness.Testing;
using Likeness.Testing.OnnxRuntime;

namespace Likeness.Onnx.Tests;

/// <summary>Networks that cannot describe pictures are refused, each with its own reason.</summary>
public sealed class WrongNetworkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [OnnxRuntimeFact]
    public void An_operator_that_nobody_knows() => Refused(
        new NetworkBuilder().Input("image", "N", 3, 8, 8).Stranger("org.strangers", "Dream", "image", "features").Output("features", "N", 5),
        "Dream", "an operator that ONNX Runtime 1.");

    [OnnxRuntimeFact]
    public void An_operator_set_of_the_future() => Refused(
        new NetworkBuilder { OperatorSet = 999 }.Input("image", "N", 3, 8, 8).Node("GlobalAveragePool", ["image"], "features").Output("features", "N", 3, 1, 1),
        "cannot load the network", "use a newer ONNX Runtime");

    [OnnxRuntimeFact]
    public void A_format_of_the_future() => Refused(
        new NetworkBuilder { IrVersion = 99 }.Input("image", "N", 3, 8, 8).Node("GlobalAveragePool", ["image"], "features").Output("features", "N", 3, 1, 1),
        "cannot load the network", "IR version: 99", "use a newer ONNX Runtime");

    [OnnxRuntimeFact]
    public void A_graph_that_does_not_hang_together() => Refused(
        new NetworkBuilder().Input("image", "N", 3, 8, 8).Node("Relu", ["nobody"], "features").Output("features", "N", 3, 8, 8), "cannot load the network");

    [OnnxRuntimeFact]
    public void Texts_as_numbers() => Refused(
        new NetworkBuilder().Input("input_ids", OnnxElementType.Int64, "batch", "tokens").Node("Cast", ["input_ids"], "features", OnnxProto.Attribute("to", 1L)).Output("features", "batch", "tokens"),
        "input_ids int64 [batch, tokens]", "looks like text");

    [OnnxRuntimeFact]
    public void Texts() => Refused(
        new NetworkBuilder().Input("words", OnnxElementType.String, "batch").Node("Cast", ["words"], "features", OnnxProto.Attribute("to", 1L)).Output("features", "batch"), "words string [batch]", "looks like text");

    [OnnxRuntimeFact]
    public void Pictures_of_bytes() => Refused(
        new NetworkBuilder().Input("image", OnnxElementType.UInt8, "N", 3, 8, 8).Node("Cast", ["image"], "features", OnnxProto.Attribute("to", 1L)).Output("features", "N", 3, 8, 8), "only float32 is given");

    [OnnxRuntimeFact]
    public void An_input_with_two_axes() => Refused(
        new NetworkBuilder().Input("vector", "N", 192).Node("Relu", ["vector"], "features").Output("features", "N", 192), "2 axes", "vector float32 [N, 192]");

    [OnnxRuntimeFact]
    public void Grey_pictures() => Refused(
        new NetworkBuilder().Input("image", "N", 1, 8, 8).Node("GlobalAveragePool", ["image"], "features").Output("features", "N", 1, 1, 1), "pictures have 3 channels");

    [OnnxRuntimeFact]
    public void Several_inputs() => Refused(
        new NetworkBuilder().Input("image", "N", 3, 8, 8).Input("more", "N", 3, 8, 8).Node("Add", ["image", "more"], "sum").Node("GlobalAveragePool", ["sum"], "features").Output("features", "N", 3, 1, 1),
        "2 inputs", "image float32", "more float32", "export the image encoder alone");

    [OnnxRuntimeFact]
    public void A_vector_for_each_patch() => Refused(
        new NetworkBuilder().Input("image", "N", 3, 8, 8).Integers("shape", 0, 3, 64).Node("Reshape", ["image", "shape"], "last_hidden_state").Output("last_hidden_state", "N", 3, 64),
        "[1, 3, 64]", "not one vector for each picture", "pooled features");

    [OnnxRuntimeFact]
    public void Features_without_the_axis_of_the_pictures() => Refused(
        new NetworkBuilder().Input("image", "N", 3, 8, 8).Integers("shape", -1).Node("Reshape", ["image", "shape"], "features").Output("features", "all"), "its first axis has to be the pictures");

    [OnnxRuntimeFact]
    public void An_output_that_is_no_float32() => Refused(
        new NetworkBuilder().Input("image", "N", 3, 8, 8).Node("Cast", ["image"], "classes", OnnxProto.Attribute("to", 7L)).Output("classes", OnnxElementType.Int64, "N", 3, 8, 8), "is not made of float32", "classes int64");

    [OnnxRuntimeFact]
    public void Pictures_of_another_size()
    {
        var network = new NetworkBuilder().Input("image", "N", 3, 12, 12).Node("GlobalAveragePool", ["image"], "features").Output("features", "N", 3, 1, 1);
        Refused<WrongSettingsException>(network, null, Small.Preprocessing, "takes pictures of 12 × 12", "makes 8 × 8", "\"crop\":12", "\"resize\":15");
        Refused<WrongSettingsException>(network, null, OnnxPreprocessing.ImageNet, "makes 224 × 224", "\"crop\":12,\"resize\":12");
    }

    [OnnxRuntimeFact]
    public void More_pictures_at_once_than_there_is_room_for() => Refused(
        new NetworkBuilder().Input("image", 20_000_000, 3, 8, 8).Node("GlobalAveragePool", ["image"], "features").Output("features", 20_000_000, 3, 1, 1), "takes 20000000 pictures of 8 × 8", "for fewer");

    [OnnxRuntimeFact]
    public void Pictures_that_are_no_squares() => Refused<WrongSettingsException>(
        new NetworkBuilder().Input("image", "N", 3, 8, 16).Node("GlobalAveragePool", ["image"], "features").Output("features", "N", 3, 1, 1), null, Small.Preprocessing, "8 × 16", "squares");

    [OnnxRuntimeFact]
    public void A_layout_that_is_the_other_one() => Refused<WrongSettingsException>(
        Small.Network(), null, Small.Preprocessing with { Layout = PixelLayout.ChannelsLast }, "layout is NHWC", "which is NCHW");

    [OnnxRuntimeFact]
    public void Pictures_of_any_size_are_given_as_the_preprocessing_makes_them()
    {
        var network = new NetworkBuilder().Input("image", "N", "C", "H", "W").Node("GlobalAveragePool", ["image"], "features").Output("features", "N", "C", 1, 1);
        using var descriptor = OnnxDescriptor.Open(Write(network), preprocessing: Small.Preprocessing);
        Assert.Equal((3, 10, 10), (descriptor.Dimensions, descriptor.PictureHeight, descriptor.PictureWidth));
    }

    [OnnxRuntimeFact]
    public void The_output_is_the_one_that_was_named_or_the_only_one_or_the_one_with_a_usual_name()
    {
        Assert.Equal("others", Output(FingerprintTests.TwoOutputs(), "others"));
        Assert.Equal("features", Output(FingerprintTests.TwoOutputs(), null));
        Assert.Equal("anything", Output(Small.Network(output: "anything"), null));
        Assert.Equal("image_embeds", Output(FingerprintTests.TwoOutputs(other: "image_embeds").Node("Abs", ["features"], "more").Output("more", "N", Small.Features), "image_embeds"));
        Refused<WrongSettingsException>(FingerprintTests.TwoOutputs(), "feature", Small.Preprocessing, "has no output 'feature'", "features float32 [N, 5]; others float32 [N, 5]");
        var unclear = Small.Network(output: "a").Node("Neg", ["a"], "b").Output("b", "N", Small.Features);
        Refused<WrongSettingsException>(unclear, null, Small.Preprocessing, "several outputs", "a float32 [N, 5]; b float32 [N, 5]", "--output NAME");
    }

    [OnnxRuntimeFact]
    public void Names_that_hold_anything_fit_one_line() => Refused(
        new NetworkBuilder().Input("ima\nge", "N\tM", 192).Node("Relu", ["ima\nge"], "features").Output("features", "N\tM", 192), "2 axes", "ima\\x0Age float32 [N\\x09M, 192]");

    [OnnxRuntimeFact]
    public void Weights_in_a_file_that_is_missing_cut_off_or_somewhere_else()
    {
        const int bytes = Small.Features * 3 * Small.Side * Small.Side * sizeof(float);
        Refused(FingerprintTests.Elsewhere(bytes), "weights/of it.bin, which is missing");
        folder.Write("weights/of it.bin", new byte[bytes - 1]);
        Refused(FingerprintTests.Elsewhere(bytes), "are cut off", $"{bytes - 1} bytes", $"needs {bytes}");
        Refused(FingerprintTests.Elsewhere(bytes, "../of it.bin"), "not below its own folder");
        Refused(FingerprintTests.Elsewhere(bytes, "of\0it.bin"), "'of\\x00it.bin', which no file can be called");
        Refused(FingerprintTests.Elsewhere(bytes, Path.GetFullPath(folder["of it.bin"])), "not below its own folder");
    }

    [OnnxRuntimeFact]
    public void An_input_of_a_shape_that_the_network_does_not_take_is_refused_when_it_is_run()
    {
        using var network = OnnxNetwork.Open(Write(Small.Network()));
        var failure = Assert.Throws<UnusableInputException>(() => network.Run("image", new float[3 * 9 * 9], [1, 3, 9, 9], "features"));
        Assert.Contains("[1, 3, 9, 9]", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.Run("image", new float[3], [1, 3, 8, 8], "features"));
        Assert.Throws<ArgumentException>(() => network.Run("image", new float[3 * 8 * 8], [1, 3, 8, 8], "nothing"));
        Assert.Throws<UnusableInputException>(() => network.Run("picture", new float[3 * 8 * 8], [1, 3, 8, 8], "features"));
    }

    public void Dispose() => folder.Dispose();

    private void Refused(NetworkBuilder network, params string[] words) => Refused<UnusableInputException>(network, null, Small.Preprocessing, words);

    private void Refused<TException>(NetworkBuilder network, string? output, OnnxPreprocessing preprocessing, params string[] words) where TException : LikenessException
    {
        var file = Write(network);
        var message = Assert.Throws<TException>(() => OnnxDescriptor.Open(file, output, preprocessing)).Message;
        Assert.All(words, word => Assert.Contains(word, message, StringComparison.Ordinal));
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private string Output(NetworkBuilder network, string? wanted)
    {
        using var descriptor = OnnxDescriptor.Open(Write(network), wanted, Small.Preprocessing);
        return descriptor.Output;
    }

    private string Write(NetworkBuilder network) => folder.Write("network.onnx", network.Bytes());
}
