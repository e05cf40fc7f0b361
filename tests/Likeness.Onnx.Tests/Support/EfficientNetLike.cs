using Likeness.Neural.Files.Onnx;
using Likeness.Testing.Numbers;

namespace Likeness.Onnx.Tests.Support;

/// <summary>
/// A network shaped like EfficientNet (M. Tan, Q. Le, 2019), a few channels wide, with seeded weights: a stem, two inverted bottlenecks with squeeze-and-excite, the second
/// with a kernel of 5 and a stride of 2, a head, and the mean over all places. Every step is written into a file and computed plainly in float64 beside it.
/// </summary>
internal sealed class EfficientNetLike
{
    public const int Side = 32;
    public const int Features = 20;

    private readonly NetworkBuilder network = new NetworkBuilder().Input("pixel_values", "batch", 3, Side, Side);
    private readonly List<Func<Planes, Planes>> steps = [];
    private string last = "pixel_values";
    private int channels = 3;
    private int seed = 1;

    public EfficientNetLike()
    {
        Convolution(8, kernel: 3, stride: 2).SiLU();
        Bottleneck(8, kernel: 3, stride: 1);
        Bottleneck(12, kernel: 5, stride: 2);
        Convolution(Features, kernel: 1, stride: 1).SiLU();
        GlobalMean();
        network.Node("Flatten", [last], "features", OnnxProto.Attribute("axis", 1L)).Output("features", "batch", Features);
    }

    public byte[] File => network.Bytes();

    /// <param name="picture">3 × 32 × 32 numbers.</param>
    public double[] Compute(double[] picture) => steps.Aggregate(new Planes(picture, 3, Side), (planes, step) => step(planes)).Values;

    private EfficientNetLike Bottleneck(int outputs, int kernel, int stride)
    {
        var (start, from, width) = (last, channels, steps.Count);
        Convolution(4 * channels, kernel: 1, stride: 1).SiLU();
        Convolution(channels, kernel, stride, depthwise: true).SiLU();
        SqueezeAndExcite(Math.Max(1, from / 2));
        Convolution(outputs, kernel: 1, stride: 1);
        if (stride > 1 || from != outputs) return this;
        var inner = steps[width..];
        steps.RemoveRange(width, inner.Count);
        steps.Add(x => inner.Aggregate(x, (planes, step) => step(planes)).Zip(x, (a, b) => a + b));
        return Append("Add", [last, start]);
    }

    private EfficientNetLike Convolution(int outputs, int kernel, int stride, bool depthwise = false)
    {
        var groups = depthwise ? channels : 1;
        var fanIn = channels / groups * kernel * kernel;
        var scale = 1.5f / MathF.Sqrt(fanIn);
        var weights = RandomNumbers.Array((long)outputs * fanIn, seed++, -scale, scale);
        var bias = RandomNumbers.Array(outputs, seed++, -0.2f, 0.2f);
        network.Weights($"w{seed}", [outputs, channels / groups, kernel, kernel], weights).Weights($"b{seed}", [outputs], bias);
        steps.Add(x => x.Convolve(weights, bias, outputs, kernel, stride, groups));
        var pad = kernel / 2;
        channels = outputs;
        return Append(
            "Conv", [last, $"w{seed}", $"b{seed}"], OnnxProto.Attribute("kernel_shape", kernel, kernel), OnnxProto.Attribute("strides", stride, stride),
            OnnxProto.Attribute("pads", pad, pad, pad, pad), OnnxProto.Attribute("group", (long)groups));
    }

    private EfficientNetLike SiLU()
    {
        var x = last;
        steps.Add(planes => planes.Map(v => v / (1 + Math.Exp(-v))));
        return Append("Sigmoid", [x]).Append("Mul", [x, last]);
    }

    private void SqueezeAndExcite(int squeezed)
    {
        var (start, wide, at) = (last, channels, steps.Count);
        GlobalMean();
        Convolution(squeezed, kernel: 1, stride: 1).SiLU();
        Convolution(wide, kernel: 1, stride: 1);
        Append("Sigmoid", [last]);
        Append("Mul", [start, last]);
        var inner = steps[at..];
        steps.RemoveRange(at, inner.Count);
        steps.Add(x =>
        {
            var gate = inner.Aggregate(x, (planes, step) => step(planes)).Map(v => 1 / (1 + Math.Exp(-v)));
            return x.Gate(gate.Values);
        });
    }

    private void GlobalMean()
    {
        steps.Add(x => x.Mean());
        Append("GlobalAveragePool", [last]);
    }

    private EfficientNetLike Append(string operation, string[] from, params ProtoMessage[] attributes)
    {
        network.Node(operation, from, last = $"{operation}{seed++}", attributes);
        return this;
    }
}
