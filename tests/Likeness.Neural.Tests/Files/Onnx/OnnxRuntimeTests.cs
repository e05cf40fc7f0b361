using Likeness.Neural.Files;
using Likeness.Neural.Files.Onnx;
using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing;
using Likeness.Testing.Numbers;
using Likeness.Testing.OnnxRuntime;

namespace Likeness.Neural.Tests.Files.Onnx;

/// <summary>What ONNX Runtime computes from our files is what we compute.</summary>
public sealed class OnnxRuntimeTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private const int Batch = 3;

    private readonly TemporaryFolder folder = new();
    private readonly WorkerTeam team = new(1);

    public static TheoryData<string, bool, bool, string> Graphs => new()
    {
        { "seed", false, false, "3,5" }, { "seed", true, false, "4,32" }, { "plain", false, false, "4" }, { "article", false, false, "5,3" }, { "article", true, true, "3,5,2" },
    };

    public void Dispose()
    {
        team.Dispose();
        folder.Dispose();
    }

    [OnnxRuntimeTheory]
    [MemberData(nameof(Graphs))]
    public void Encoder_and_autoencoder_give_our_numbers(string architecture, bool grey, bool upSampling, string filters)
    {
        var settings = new AutoencoderSettings
        {
            Architecture = architecture, Grey = grey, UpSampling = upSampling, Height = 16, Width = 24, Filters = [.. filters.Split(',').Select(int.Parse)], Codes = 7,
        };
        using var model = Autoencoder.Create(settings, seed: 5);
        Unsettle(model);
        var header = ModelFile.Write(folder["model.safetensors"], model, new TrainingRecord());
        using var pictures = RandomNumbers.Tensor(model.Encoder.InputShape.Batch(Batch), seed: 11, from: 0);
        var pass = new Pass(team, Training: false);
        var codes = model.Encoder.Forward(pass, pictures);
        var reconstructions = model.Decoder!.Forward(pass, codes);

        OnnxFile.Write(folder["encoder.onnx"], model, header, OnnxPart.Encoder);
        OnnxFile.Write(folder["autoencoder.onnx"], model, header, OnnxPart.Autoencoder);

        var fromEncoder = OnnxRuntime.Run(folder["encoder.onnx"], pictures.Span, Batch, 16, 24, settings.Channels);
        Assert.Equal([OnnxFile.Codes], fromEncoder.Keys);
        Check(codes, fromEncoder[OnnxFile.Codes]);
        var fromAutoencoder = OnnxRuntime.Run(folder["autoencoder.onnx"], pictures.Span, Batch, 16, 24, settings.Channels);
        Check(codes, fromAutoencoder[OnnxFile.Codes]);
        Check(reconstructions, fromAutoencoder[OnnxFile.Reconstructions]);
    }

    [OnnxRuntimeFact]
    public void Layers_outside_the_usual_sizes_give_our_numbers()
    {
        (int Height, int Width, int Channels, Layer[] Layers)[] stacks =
        [
            (7, 9, 2, [new Conv2D(4, kernelSize: 5, strides: 3), new LeakyReLU(0.2f), new Conv2D(3, kernelSize: 2), new BatchNormalization(epsilon: 0.5f)]),
            (5, 4, 3, [new Conv2D(4, kernelSize: 1, strides: 2), new Conv2DTranspose(2, kernelSize: 1, strides: 2), new Sigmoid()]),
            (3, 5, 2, [new Conv2DTranspose(3, kernelSize: 4, strides: 3), new ReLU(), new UpSampling2D(3), new Conv2D(2, kernelSize: 4)]),
            (3, 5, 2, [new Conv2DTranspose(3, kernelSize: 2, strides: 3), new Flatten(), new Dense(6), new BatchNormalization(), new Reshape(new Shape(1, 2, 3)), new UpSampling2D()]),
            (8, 6, 3, [new Conv2D(4), new Residual(new Conv2D(4), new ReLU(), new BatchNormalization()), new Residual(new Conv2D(5, strides: 2)), new AveragePooling2D()]),
            (5, 7, 2, [new Residual(new Residual(new Conv2D(2)), new Sigmoid()), new AveragePooling2D(3), new Conv2D(3), new GlobalAveragePooling2D(), new Dense(4), new L2Normalization()]),
            (3, 4, 2, [new Flatten(), new Residual(new Dense(24), new ReLU()), new Dense(3)]),
            (2, 3, 1, [new Conv2DTranspose(3, kernelSize: 5, strides: 1), new ActivityRegularization(1), new LeakyReLU()]),
        ];
        foreach (var (height, width, channels, layers) in stacks)
        {
            using var model = new Sequential(new Shape(height, width, channels), layers);
            foreach (var (name, parameter) in model.Parameters) RandomNumbers.Array(parameter.Value.Count, name.Length, from: 0.1f).CopyTo(parameter.Value.Span);
            using var pictures = RandomNumbers.Tensor(model.InputShape.Batch(Batch), seed: 11);
            WriteStack(folder["stack.onnx"], model);
            Check(model.Forward(new Pass(team, Training: false), pictures), OnnxRuntime.Run(folder["stack.onnx"], pictures.Span, Batch, height, width, channels)["y"]);
        }
    }

    private static void WriteStack(string path, Sequential model)
    {
        var graph = new OnnxGraph("x");
        graph.Name(graph.Append(model, graph.Input), "y");
        var (x, y) = (OnnxProto.ValueInfo("x", model.InputShape.AsSpan(), ""), OnnxProto.ValueInfo("y", model.OutputShape.AsSpan(), ""));
        using var file = File.Create(path);
        OnnxProto.Model("", "", OnnxProto.Graph("stack", graph.Nodes, graph.Tensors, "", x, [y]), []).WriteTo(file);
    }

    private static void Check(Tensor expected, (int[] Shape, float[] Values) actual)
    {
        Assert.Equal(expected.Shape.AsSpan().ToArray(), actual.Shape);
        Close.Check(Close.ToDouble(expected.Span), actual.Values, Tolerance);
    }

    /// <summary>Biases and moving statistics as after a training: at their first values, mistakes in them would not show.</summary>
    private static void Unsettle(Autoencoder model)
    {
        foreach (var (name, parameter) in model.Parameters.Where(p => p.Parameter.Name != "kernel"))
            RandomNumbers.Array(parameter.Value.Count, name.Length, from: 0.05f, to: 0.7f).CopyTo(parameter.Value.Span);
    }
}
