using System.Buffers.Binary;
using System.Numerics.Tensors;
using Likeness.Search;
using Likeness.Search.Flat;

namespace Likeness.Ranking.Fusion;

/// <summary>
/// How far apart pictures of a collection usually are: the median of all distances within a sample of it. The sample is the contents with the smallest hashes, which is as
/// good as drawn at random, yet always the same for the same pictures, whatever order they come in, and the same for every descriptor.
/// </summary>
internal sealed class DistanceSample
{
    /// <summary>Its 32,640 pairs put the median within about a hundredth of the collection's.</summary>
    public const int Size = 256;

    private readonly Dictionary<ContentHash, float[]?> vectors;

    /// <param name="contents">Of the collection; copies count once.</param>
    public DistanceSample(IEnumerable<ContentHash> contents) =>
        vectors = contents.Distinct().Select(content => (content, Key: BinaryPrimitives.ReadUInt128BigEndian(content.ToBytes())))
            .OrderBy(entry => entry.Key).Take(Size).ToDictionary(entry => entry.content, _ => (float[]?)null);

    /// <summary>Keeps the vector if its content belongs to the sample.</summary>
    public void Offer(ContentHash content, ReadOnlySpan<float> vector)
    {
        if (vectors.ContainsKey(content)) vectors[content] = vector.ToArray();
    }

    /// <summary>
    /// The median distance of two of the vectors that were kept. Where it is 0, because most pictures are alike, the mean; where that is 0 too, or there are not two
    /// vectors, 1: there is nothing to compare then.
    /// </summary>
    public double Scale(int dimensions, Metric metric)
    {
        float[][] kept = [.. vectors.Values.OfType<float[]>()];
        if (kept.Length < 2) return 1;
        var index = new IndexFlat(dimensions, metric, threads: 1);
        float[] all = [.. kept.SelectMany(vector => vector)];
        index.Add(all, [.. Enumerable.Range(0, kept.Length).Select(i => (long)i)]);
        var distances = new float[kept.Length * kept.Length];
        index.Distances(all, distances);
        var pairs = new float[kept.Length * (kept.Length - 1) / 2];
        for (int i = 1, at = 0; i < kept.Length; at += i, i++) distances.AsSpan(i * kept.Length, i).CopyTo(pairs.AsSpan(at));
        Array.Sort(pairs);
        var median = (pairs[(pairs.Length - 1) / 2] + (double)pairs[pairs.Length / 2]) / 2;
        if (median > 0) return median;
        var mean = TensorPrimitives.Sum<float>(pairs) / (double)pairs.Length;
        return mean > 0 ? mean : 1;
    }
}
