using System.Numerics.Tensors;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Randomness;
using MathNet.Numerics.LinearAlgebra;

namespace Likeness.Descriptors.Processing;

/// <summary>
/// The eigenvectors of a symmetric matrix with the largest eigenvalues. Few of many are found by subspace iteration (Y. Saad, Numerical Methods for Large Eigenvalue Problems, chapter 5): a
/// full decomposition takes the cube of the dimensions on one thread.
/// </summary>
internal static class Eigenvectors
{
    private const int Extra = 16; // more than asked for: the last ones converge slowly
    private const int MostRounds = 100;
    private const double Tolerance = 1e-6; // of the largest eigenvalue

    /// <param name="matrix">dimensions × dimensions, symmetric.</param>
    /// <param name="dimensions">At least 1.</param>
    /// <param name="count">1 to dimensions.</param>
    /// <returns>The eigenvectors one behind the other, each of length 1, and their eigenvalues, largest first.</returns>
    public static (double[] Vectors, double[] Values) Largest(double[] matrix, int dimensions, int count) =>
        count + Extra < dimensions / 2 ? Iterate(matrix, dimensions, count) : Decompose(matrix, dimensions, count);

    private static (double[] Vectors, double[] Values) Decompose(double[] matrix, int dimensions, int count)
    {
        var decomposition = Matrix<double>.Build.Dense(dimensions, dimensions, (double[])matrix.Clone()).Evd(Symmetricity.Symmetric);
        int[] order = [.. Enumerable.Range(0, dimensions).OrderByDescending(i => decomposition.EigenValues[i].Real).Take(count)];
        return ([.. order.SelectMany(i => decomposition.EigenVectors.Column(i))], [.. order.Select(i => decomposition.EigenValues[i].Real)]);
    }

    private static (double[] Vectors, double[] Values) Iterate(double[] matrix, int dimensions, int count)
    {
        var size = count + Extra;
        var basis = new double[size * dimensions];
        var random = new Xoshiro256(1);
        for (var i = 0; i < basis.Length; i++) basis[i] = random.NextSingle() - 0.5;
        Orthonormalise(basis, size, dimensions);
        for (var round = 1; ; round++)
        {
            var image = Multiply(basis, matrix, size, dimensions);
            var small = new double[size * size];
            for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++)
                small[i * size + j] = small[j * size + i] = TensorPrimitives.Dot<double>(Row(image, i), Row(basis, j));
            var (turns, values) = Decompose(small, size, size);
            var vectors = Combine(turns, basis, size, dimensions);
            var images = Combine(turns, image, size, dimensions);
            if (round == MostRounds || Enumerable.Range(0, count).All(i => Residual(Row(images, i), Row(vectors, i), values[i]) <= Tolerance * values[0]))
                return (vectors[..(count * dimensions)], values[..count]);
            basis = images;
            Orthonormalise(basis, size, dimensions);
        }

        ReadOnlySpan<double> Row(double[] rows, int i) => rows.AsSpan(i * dimensions, dimensions);
    }

    private static double Residual(ReadOnlySpan<double> image, ReadOnlySpan<double> vector, double value)
    {
        var sum = 0.0;
        for (var d = 0; d < vector.Length; d++) sum += Math.Pow(image[d] - value * vector[d], 2);
        return Math.Sqrt(sum);
    }

    private static double[] Multiply(double[] rows, double[] matrix, int count, int dimensions)
    {
        var product = new double[rows.Length];
        SharedTeam.For(dimensions, (column, _) =>
        {
            for (var i = 0; i < count; i++)
                product[i * dimensions + column] = TensorPrimitives.Dot<double>(rows.AsSpan(i * dimensions, dimensions), matrix.AsSpan(column * dimensions, dimensions));
        });
        return product;
    }

    /// <summary>Row i of the result is the sum of the rows by the i-th row of weights.</summary>
    private static double[] Combine(double[] weights, double[] rows, int count, int dimensions)
    {
        var sums = new double[rows.Length];
        SharedTeam.For(count, (i, _) =>
        {
            var sum = sums.AsSpan(i * dimensions, dimensions);
            for (var j = 0; j < count; j++) TensorPrimitives.MultiplyAdd(rows.AsSpan(j * dimensions, dimensions), weights[i * count + j], sum, sum);
        });
        return sums;
    }

    /// <summary>Gram-Schmidt, twice: once leaves errors where rows are nearly alike. A row that depends on those before it becomes 0.</summary>
    private static void Orthonormalise(double[] rows, int count, int dimensions)
    {
        for (var i = 0; i < count; i++)
        {
            var row = rows.AsSpan(i * dimensions, dimensions);
            var before = TensorPrimitives.Norm<double>(row);
            for (var pass = 0; pass < 2; pass++)
            for (var j = 0; j < i; j++)
            {
                var other = rows.AsSpan(j * dimensions, dimensions);
                TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<double>(row, other), row, row);
            }

            var norm = TensorPrimitives.Norm<double>(row);
            TensorPrimitives.Multiply(row, norm > 1e-12 * before ? 1 / norm : 0, row);
        }
    }
}
