using System.Globalization;
using Likeness.Imaging;
using Microsoft.ML.OnnxRuntime;

namespace Likeness.Onnx.Networks;

/// <summary>An input or an output of a network.</summary>
/// <param name="Name">By which it is given or asked for.</param>
/// <param name="Type">What it is made of.</param>
/// <param name="Axes">The sizes of its axes; −1 for an axis of any size.</param>
/// <param name="AxisNames">The names of axes of any size, as far as the network names them; the others are empty.</param>
public sealed record OnnxTensorInfo(string Name, OnnxElementType Type, IReadOnlyList<long> Axes, IReadOnlyList<string> AxisNames)
{
    /// <summary>On one line, whatever its names are: such as <c>image float32 [N, 3, 224, 224]</c>.</summary>
    public override string ToString() => Type == OnnxElementType.NoTensor
        ? $"{Printable.Line(Name)} (no tensor)"
        : $"{Printable.Line(Name)} {Type.ToString().ToLowerInvariant()} [{string.Join(", ", Axes.Select(Axis))}]";

    /// <summary>What ONNX Runtime says of it; its types of elements have the numbers of ours.</summary>
    internal static OnnxTensorInfo Of(string name, NodeMetadata about) => about.IsTensor
        ? new OnnxTensorInfo(name, (OnnxElementType)about.ElementDataType, [.. about.Dimensions.Select(size => (long)size)], about.SymbolicDimensions)
        : new OnnxTensorInfo(name, OnnxElementType.NoTensor, [], []);

    private string Axis(long size, int at) => size >= 0 ? size.ToString(CultureInfo.InvariantCulture) : AxisNames[at] is { Length: > 0 } name ? Printable.Line(name) : "?";
}
