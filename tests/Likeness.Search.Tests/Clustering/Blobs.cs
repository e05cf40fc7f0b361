namespace Likeness.Search.Tests.Clustering;

/// <summary>Draws around some centres that lie apart.</summary>
internal static class Blobs
{
    /// <param name="centres">How many, drawn uniformly in a cube of side 20.</param>
    /// <param name="perCentre">Draws around each, by a normal distribution of deviation <paramref name="spread"/>.</param>
    /// <param name="dimensions">Numbers per vector.</param>
    /// <param name="seed">Of everything.</param>
    /// <param name="spread">The deviation.</param>
    public static float[] Draw(int centres, int perCentre, int dimensions, int seed, double spread = 1)
    {
        var random = new Random(seed);
        var centre = new double[centres, dimensions];
        for (var i = 0; i < centres * dimensions; i++) centre[i / dimensions, i % dimensions] = random.NextDouble() * 20;
        var vectors = new float[centres * perCentre * dimensions];
        for (var i = 0; i < vectors.Length; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            vectors[i] = (float)(centre[i / dimensions % centres, i % dimensions] + spread * normal);
        }

        return vectors;
    }
}
