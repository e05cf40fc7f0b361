using System.Numerics.Tensors;
using Likeness.Numerics.Operations;

namespace Likeness.Descriptors;

/// <summary>Scales vectors to length 1 (L2 normalisation).</summary>
public static class UnitLength
{
    /// <summary>
    /// Scales a vector. One of zeros stays as it is, and so does one with a number that is not finite: whoever stores vectors refuses it.
    /// </summary>
    /// <param name="vector">Its numbers.</param>
    public static void Scale(Span<float> vector)
    {
        var length = MathF.Sqrt(Sums.OfSquares(vector));
        if (float.IsNormal(length))
        {
            TensorPrimitives.Divide(vector, length, vector);
            return;
        }

        // The squares were too large or too small for float32: divided by the largest number first, they are not.
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude<float>(vector));
        if (largest == 0 || !float.IsFinite(largest)) return;
        TensorPrimitives.Divide(vector, largest, vector);
        TensorPrimitives.Divide(vector, MathF.Sqrt(Sums.OfSquares(vector)), vector);
    }
}
