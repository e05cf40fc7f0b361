using System.Numerics.Tensors;

namespace Likeness.Onnx;

/// <summary>Scales vectors to length 1 (L2 normalisation).</summary>
internal static class UnitLength
{
    /// <summary>Scales a vector of finite numbers; one of zeros stays as it is.</summary>
    public static void Scale(Span<float> vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (float.IsNormal(length))
        {
            TensorPrimitives.Divide(vector, length, vector);
            return;
        }

        // The squares were too large or too small for float32: divided by the largest number first, they are not.
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude<float>(vector));
        if (largest == 0) return;
        TensorPrimitives.Divide(vector, largest, vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
    }
}
