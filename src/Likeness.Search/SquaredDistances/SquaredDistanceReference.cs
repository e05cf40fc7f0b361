namespace Likeness.Search.SquaredDistances;

/// <summary>The plain definition, in float64, that <see cref="SquaredDistance"/> is tested against.</summary>
internal static class SquaredDistanceReference
{
    /// <summary>Computes all pairs.</summary>
    /// <param name="queries">queryCount × stride.</param>
    /// <param name="rows">rowCount × stride.</param>
    /// <param name="stride">Numbers from one row to the next.</param>
    /// <returns>queryCount × rowCount.</returns>
    public static double[,] Compute(ReadOnlySpan<float> queries, ReadOnlySpan<float> rows, int stride)
    {
        var distances = new double[queries.Length / stride, rows.Length / stride];
        for (var query = 0; query < distances.GetLength(0); query++)
        for (var row = 0; row < distances.GetLength(1); row++)
        for (var i = 0; i < stride; i++)
        {
            var difference = (double)queries[query * stride + i] - rows[row * stride + i];
            distances[query, row] += difference * difference;
        }

        return distances;
    }
}
