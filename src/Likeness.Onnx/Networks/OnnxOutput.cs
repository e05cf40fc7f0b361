using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Likeness.Onnx.Networks;

/// <summary>What a network made of an input. The numbers lie in ONNX Runtime's memory and go with this object.</summary>
public sealed class OnnxOutput : IDisposable
{
    private readonly IDisposableReadOnlyCollection<OrtValue> values;

    /// <param name="values">The one tensor of float32 that a run gave, disposed of with this object.</param>
    internal OnnxOutput(IDisposableReadOnlyCollection<OrtValue> values)
    {
        this.values = values;
        try
        {
            var info = values.Single().GetTensorTypeAndShape();
            if (info.ElementDataType != TensorElementType.Float) throw new InvalidOperationException($"An output of {info.ElementDataType} was run; only float32 is read.");
            Axes = info.Shape;
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }

    /// <summary>The sizes of its axes.</summary>
    public IReadOnlyList<long> Axes { get; }

    /// <summary>Its numbers, the last axis fastest.</summary>
    public ReadOnlySpan<float> Numbers => values.Single().GetTensorDataAsSpan<float>();

    /// <inheritdoc/>
    public void Dispose() => values.Dispose();
}
