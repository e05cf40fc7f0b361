using System.Numerics.Tensors;
using Likeness.Numerics.Operations;

namespace Likeness.Descriptors.Processing;

/// <summary>The directions in which vectors differ most. The sign of a direction says nothing; here its largest number is positive.</summary>
/// <param name="mean">Of the vectors, one number a dimension.</param>
/// <param name="directions">Count × dimensions: orthogonal, of length 1, the one with the largest variance first.</param>
/// <param name="variances">Of the vectors along each direction, by n − 1.</param>
/// <remarks>I. T. Jolliffe, Principal Component Analysis, 2002.</remarks>
public sealed class PrincipalComponents(float[] mean, float[] directions, float[] variances)
{
    /// <summary>Directions in which vectors hardly differ hold rounding errors; dividing by less than this part of the largest variance would make them count.</summary>
    private const double LeastVariance = 1e-7;

    /// <summary>The part of a vector's length that the rounding of its numbers to float32 may be: what varies by less than this holds nothing else.</summary>
    private const double Rounding = 1e-6;

    /// <summary>The variance that rounding makes.</summary>
    private readonly double nothing = Rounding * Rounding * mean.Sum(number => (double)number * number);

    /// <summary>How many directions there are.</summary>
    public int Count => variances.Length;

    /// <summary>Numbers of a vector.</summary>
    public int Dimensions => mean.Length;

    /// <summary>Of the vectors that they were fitted to.</summary>
    public ReadOnlySpan<float> Mean => mean;

    /// <summary>Count × dimensions.</summary>
    public ReadOnlySpan<float> Directions => directions;

    /// <summary>Largest first.</summary>
    public ReadOnlySpan<float> Variances => variances;

    /// <summary>
    /// A vector's share in each direction, divided by a power of the direction's variance. Where vectors do not differ in a direction, but for rounding, the share is 0: divided by next to nothing,
    /// the rounding would be all that counts.
    /// </summary>
    /// <param name="vector">As many numbers as there are dimensions.</param>
    /// <param name="whitening">The power, 0 to 1.</param>
    /// <param name="shares">Receives as many as there are directions.</param>
    public void Project(ReadOnlySpan<float> vector, double whitening, Span<float> shares)
    {
        var centred = new float[mean.Length];
        TensorPrimitives.Subtract(vector, mean, centred);
        var least = variances[0] * LeastVariance;
        for (var i = 0; i < variances.Length; i++)
        {
            var share = Sums.OfProducts(centred, directions.AsSpan(i * mean.Length, mean.Length));
            if (whitening == 0) shares[i] = share;
            else if (variances[i] > nothing && variances[i] > 0) shares[i] = (float)(share * Math.Pow(Math.Max(variances[i], least), -whitening));
            else shares[i] = 0 * share; // 0; but no number where the share is beyond float32
        }
    }
}
