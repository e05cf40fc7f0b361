using System.Numerics.Tensors;

namespace Likeness.Descriptors.Processing;

/// <summary>Fits principal components to vectors that come one by one.</summary>
/// <param name="dimensions">Numbers of a vector, 1 to <see cref="PostProcessing.MostDimensions"/>.</param>
public sealed class PrincipalComponentsFit(int dimensions)
{
    private readonly Covariance covariance = new(dimensions);

    /// <summary>Vectors so far.</summary>
    public int Count => covariance.Count;

    /// <summary>Takes a vector into account.</summary>
    public void Add(ReadOnlySpan<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, dimensions, nameof(vector));
        covariance.Add(vector);
    }

    /// <summary>The components of what was added.</summary>
    /// <param name="count">How many, 1 to the dimensions.</param>
    /// <returns>They, and which part of the vectors' whole variance they hold, 0 to 1.</returns>
    /// <exception cref="WrongSettingsException">There are not more vectors than components.</exception>
    public (PrincipalComponents Components, double Share) Compute(int count)
    {
        if (Count <= count) throw new WrongSettingsException($"pca is {count}, but there are {Count} different pictures to fit it to; it has to be less than that.");
        var matrix = covariance.Matrix();
        var (vectors, values) = Eigenvectors.Largest(matrix, dimensions, count);
        for (var i = 0; i < count; i++)
        {
            var vector = vectors.AsSpan(i * dimensions, dimensions);
            if (vector[TensorPrimitives.IndexOfMaxMagnitude<double>(vector)] < 0) TensorPrimitives.Negate(vector, vector);
        }

        var whole = 0.0;
        for (var d = 0; d < dimensions; d++) whole += matrix[d * (long)dimensions + d];
        var components = new PrincipalComponents(covariance.Mean(), Array.ConvertAll(vectors, number => (float)number), Array.ConvertAll(values, value => (float)Math.Clamp(value, 0, float.MaxValue)));
        return (components, whole > 0 ? Math.Min(1, values.Sum() / whole) : 0);
    }
}
