using System.Numerics.Tensors;
using Likeness.Numerics.Parallelism;

namespace Likeness.Descriptors.Processing;

/// <summary>Mean and covariances of vectors, gathered block by block: memory is the square of their dimensions, whatever their number.</summary>
internal sealed class Covariance
{
    private const int Block = 512;

    private readonly int dimensions;
    private readonly double[] sums;
    private readonly double[] products; // the lower half, row by row; of the vectors minus the first one, which keeps sums of squares small
    private readonly double[] columns; // of the block: a dimension's numbers one behind the other
    private float[]? origin;
    private int filled;

    public Covariance(int dimensions)
    {
        this.dimensions = dimensions;
        sums = new double[dimensions];
        products = new double[dimensions * (long)dimensions];
        columns = new double[dimensions * Block];
    }

    /// <summary>Vectors so far.</summary>
    public int Count { get; private set; }

    public void Add(ReadOnlySpan<float> vector)
    {
        origin ??= vector.ToArray();
        for (var d = 0; d < dimensions; d++) columns[d * Block + filled] = (double)vector[d] - origin[d];
        Count++;
        if (++filled == Block) Flush();
    }

    /// <summary>The mean.</summary>
    public float[] Mean()
    {
        Flush();
        return [.. sums.Select((sum, d) => (float)(sum / Count + origin![d]))];
    }

    /// <summary>All covariances by n − 1, dimensions × dimensions.</summary>
    public double[] Matrix()
    {
        Flush();
        var matrix = new double[products.Length];
        for (var i = 0; i < dimensions; i++)
        for (var j = 0; j <= i; j++)
        {
            var covariance = (products[i * (long)dimensions + j] - sums[i] * sums[j] / Count) / Math.Max(1, Count - 1);
            matrix[i * (long)dimensions + j] = matrix[j * (long)dimensions + i] = covariance;
        }

        return matrix;
    }

    private void Flush()
    {
        if (filled == 0) return;
        SharedTeam.For(dimensions, (i, _) =>
        {
            var column = columns.AsSpan(i * Block, filled);
            sums[i] += TensorPrimitives.Sum<double>(column);
            for (var j = 0; j <= i; j++) products[i * (long)dimensions + j] += TensorPrimitives.Dot<double>(column, columns.AsSpan(j * Block, filled));
        });
        filled = 0;
    }
}
