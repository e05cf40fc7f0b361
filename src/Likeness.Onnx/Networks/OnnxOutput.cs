using Likeness.Onnx.Runtime;

namespace Likeness.Onnx.Networks;

/// <summary>What a network made of an input. The numbers lie in ONNX Runtime's memory and go with this object.</summary>
public sealed unsafe class OnnxOutput : IDisposable
{
    private readonly OrtApi api;
    private readonly OrtHandle value;
    private readonly int count;

    internal OnnxOutput(OrtApi api, OrtHandle value)
    {
        (this.api, this.value) = (api, value);
        nint made;
        api.Check(api.GetTensorTypeAndShape(value.Value, &made));
        using var info = new OrtHandle(made, api.ReleaseTensorTypeAndShapeInfo);
        (var type, var axes) = OrtTensorInfos.Shape(api, info.Value);
        if (type != OnnxElementType.Float32) throw new InvalidOperationException($"An output of {type} was run; only float32 is read.");
        Axes = axes;
        var numbers = 1L;
        foreach (var axis in axes) numbers *= axis;
        count = checked((int)numbers);
    }

    /// <summary>The sizes of its axes.</summary>
    public IReadOnlyList<long> Axes { get; }

    /// <summary>Its numbers, the last axis fastest.</summary>
    public ReadOnlySpan<float> Numbers
    {
        get
        {
            void* data;
            api.Check(api.GetTensorMutableData(value.Value, &data));
            return new ReadOnlySpan<float>(data, count);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => value.Dispose();
}
