using System.Runtime.InteropServices;
using Likeness.Neural.Files;
using Likeness.Neural.Files.Onnx;
using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Neural.Storage;
using Likeness.Testing;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Files.Onnx;

public sealed class OnnxFileTests : IDisposable
{
    private static readonly AutoencoderSettings Small = new() { Height = 8, Width = 12, Filters = [3, 5], Codes = 4 };

    private readonly TemporaryFolder folder = new();
    private readonly Autoencoder model = Autoencoder.Create(Small, seed: 7);
    private readonly ModelHeader header;

    public OnnxFileTests() => header = ModelFile.Write(folder["model.safetensors"], model, new TrainingRecord());

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void The_file_says_which_model_it_is_and_how_pictures_are_prepared()
    {
        var file = Written(OnnxPart.Encoder);
        Assert.Equal(8UL, file.Number(1));
        Assert.Equal("Likeness", file.Text(2));
        Assert.Equal(15UL, file.Message(8).Number(2));
        Assert.Contains(header.Fingerprint, file.Text(6), StringComparison.Ordinal);
        var metadata = file.Messages(14).ToDictionary(entry => entry.Text(1), entry => entry.Text(2));
        Assert.Equal(header.Fingerprint, metadata["fingerprint"]);
        Assert.Equal(header.Preprocessing, metadata["preprocessing"]);
        Assert.Equal(("pictures", "batch,8,12,3", "NHWC"), (metadata["input"], metadata["input.shape"], metadata["input.layout"]));
        Assert.Equal(("codes", "batch,4"), (metadata["output"], metadata["output.shape"]));
    }

    [Fact]
    public void Input_and_outputs_are_float32_with_a_free_batch_axis()
    {
        var graph = Written(OnnxPart.Autoencoder).Message(7);
        Check(Assert.Single(graph.Messages(11)), "pictures", 8, 12, 3);
        Assert.Collection(graph.Messages(12), codes => Check(codes, "codes", 4), pictures => Check(pictures, "reconstructions", 8, 12, 3));

        static void Check(ProtoFields value, string name, params ulong[] shape)
        {
            Assert.Equal(name, value.Text(1));
            var tensor = value.Message(2).Message(1);
            Assert.Equal(1UL, tensor.Number(1));
            var axes = tensor.Message(2).Messages(1);
            Assert.Equal("batch", axes[0].Text(2));
            Assert.Equal(shape, axes[1..].Select(axis => axis.Number(1)));
        }
    }

    [Fact]
    public void Dense_kernels_lie_in_the_file_as_in_memory_and_convolutions_are_turned()
    {
        var tensors = Written(OnnxPart.Encoder).Message(7).Messages(5).ToDictionary(tensor => tensor.Text(8));
        var dense = Weights("dense/kernel");
        Close.SameBits(dense.Span, MemoryMarshal.Cast<byte, float>(tensors["dense/kernel"].Bytes(9)));
        var kernel = Weights("conv2d_1/kernel");
        var turned = MemoryMarshal.Cast<byte, float>(tensors["conv2d_1/kernel"].Bytes(9));
        Assert.Equal([5, 3, 3, 3], tensors["conv2d_1/kernel"].Numbers(1));
        for (var row = 0; row < 3; row++)
        for (var column = 0; column < 3; column++)
        for (var channel = 0; channel < 3; channel++)
        for (var filter = 0; filter < 5; filter++)
            Assert.Equal(kernel.Span[((row * 3 + column) * 3 + channel) * 5 + filter], turned[((filter * 3 + channel) * 3 + row) * 3 + column]);
    }

    [Fact]
    public void Kernels_larger_than_the_writers_block_are_turned_whole()
    {
        using var layer = new Sequential(new(4, 4, 50), [new Conv2D(70)]);
        var kernel = layer.Parameters.First().Parameter.Value;
        for (var i = 0; i < kernel.Count; i++) kernel.Span[i] = i;
        using var stream = new MemoryStream();
        TensorBytes.WriteReversed(stream, kernel);
        var turned = MemoryMarshal.Cast<byte, float>(stream.ToArray()).ToArray();
        Assert.Equal(kernel.Count, turned.Length);
        Assert.Equal(Enumerable.Range(0, (int)kernel.Count).Select(i => ((i % 9 * 50) + i / 9 % 50) * 70 + i / 9 / 50), turned.Select(value => (int)value));
    }

    [Fact]
    public void The_length_that_is_announced_is_the_length_of_the_file()
    {
        foreach (var part in Enum.GetValues<OnnxPart>())
            Assert.Equal(OnnxFile.Write(folder["a.onnx"], model, header, part), new FileInfo(folder["a.onnx"]).Length);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        Written(OnnxPart.Autoencoder);
        var first = File.ReadAllBytes(folder["a.onnx"]);
        Written(OnnxPart.Autoencoder);
        Assert.Equal(first, File.ReadAllBytes(folder["a.onnx"]));
    }

    [Fact]
    public void A_model_that_does_not_fit_into_one_file_is_refused_before_anything_is_written()
    {
        // Its memory is asked for but never touched.
        using var large = Autoencoder.Empty(new AutoencoderSettings { Height = 256, Width = 256, Filters = [32, 64], Codes = 2048 }, withDecoder: false);
        var refused = Assert.Throws<WrongSettingsException>(() => OnnxFile.Write(folder["large.onnx"], large, header, OnnxPart.Encoder));
        Assert.Contains("2.1 GB", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["large.onnx"]));
    }

    [Fact]
    public void Without_a_decoder_there_is_no_autoencoder_to_write()
    {
        using var encoder = ModelFile.ReadEncoder(folder["model.safetensors"]).Model;
        OnnxFile.Write(folder["a.onnx"], encoder, header, OnnxPart.Encoder);
        Assert.Throws<WrongSettingsException>(() => OnnxFile.Write(folder["a.onnx"], encoder, header, OnnxPart.Autoencoder));
    }

    [Fact]
    public void Every_layer_of_the_library_has_a_mapping()
    {
        var layers = typeof(Layer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract).ToList();
        Assert.True(layers.Count >= 11, $"only {layers.Count} layers were found");
        Assert.Empty(layers.Except(LayerMappings.LayerTypes));
    }

    private Numerics.Tensors.Tensor Weights(string name) => model.Parameters.Single(p => p.Name == name).Parameter.Value;

    private ProtoFields Written(OnnxPart part)
    {
        OnnxFile.Write(folder["a.onnx"], model, header, part);
        return new ProtoFields(File.ReadAllBytes(folder["a.onnx"]));
    }
}
