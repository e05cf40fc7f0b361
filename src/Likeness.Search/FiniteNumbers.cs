using System.Numerics.Tensors;

namespace Likeness.Search;

/// <summary>Keeps numbers that no distance can be computed with out of what compares vectors.</summary>
internal static class FiniteNumbers
{
    /// <param name="numbers">Vectors, one after the other.</param>
    /// <param name="dimensions">Numbers per vector.</param>
    /// <param name="what">What a vector is called: <c>vector</c>, <c>query</c>.</param>
    /// <param name="ids">The ids of the vectors, or none.</param>
    /// <exception cref="UnusableInputException">A number is NaN or an infinity.</exception>
    public static void Check(ReadOnlySpan<float> numbers, int dimensions, string what, ReadOnlySpan<long> ids = default)
    {
        if (numbers.IsEmpty || float.IsFinite(TensorPrimitives.MaxMagnitude(numbers))) return;
        var at = 0;
        while (float.IsFinite(numbers[at])) at++;
        var vector = at / dimensions;
        var name = ids.IsEmpty ? $"{what} {vector}" : $"{what} {vector} (id {ids[vector]})";
        throw new UnusableInputException(
            $"The {name} holds {numbers[at]} at position {at % dimensions}, where a finite number belongs: "
            + "what made it is damaged or was given damaged input.");
    }
}
