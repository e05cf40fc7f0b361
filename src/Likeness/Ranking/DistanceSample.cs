using System.Buffers.Binary;
using System.Numerics.Tensors;
using Likeness.Search;
using Likeness.Search.Flat;

namespace Likeness.Ranking;

/// <summary>
/// How far apart pictures of a collection usually are: the median of all distances within a sample of it. The sample is the contents with the
/// smallest hashes, which is as good as drawn at random, yet always the same for the same pictures, whatever order they come in, and the same
/// for every descriptor.
/// </summary>
internal static class DistanceSample
{
    /// <summary>Contents in a sample. Their 32,640 pairs put the median within about a hundredth of the collection's.</summary>
    public const int Size = 256;

    /// <summary>The places of a sample among pictures: one for each of the contents with the smallest hashes.</summary>
    public static IEnumerable<int> Choose(IReadOnlyList<ContentHash> contents) =>
        Enumerable.Range(0, contents.Count).DistinctBy(i => contents[i])
            .OrderBy(i => BinaryPrimitives.ReadUInt128BigEndian(contents[i].ToBytes())).Take(Size);

    /// <summary>
    /// The median distance of two vectors of a sample. Where it is 0, because most pictures are alike, the mean; where that is 0 too, or there
    /// are not two vectors, 1: there is nothing to compare then.
    /// </summary>
    /// <param name="vectors">One after the other.</param>
    /// <param name="dimensions">Numbers of each.</param>
    /// <param name="metric">How they are compared.</param>
    public static double Scale(ReadOnlySpan<float> vectors, int dimensions, Metric metric)
    {
        var count = vectors.Length / dimensions;
        if (count < 2) return 1;
        var index = new IndexFlat(dimensions, metric, threads: 1);
        index.Add(vectors, [.. Enumerable.Range(0, count).Select(i => (long)i)]);
        var distances = new float[count * count];
        index.Distances(vectors, distances);
        var pairs = new float[count * (count - 1) / 2];
        for (int i = 1, at = 0; i < count; at += i, i++) distances.AsSpan(i * count, i).CopyTo(pairs.AsSpan(at));
        Array.Sort(pairs);
        var median = (pairs[(pairs.Length - 1) / 2] + (double)pairs[pairs.Length / 2]) / 2;
        if (median > 0) return median;
        var mean = TensorPrimitives.Sum<float>(pairs) / (double)pairs.Length;
        return mean > 0 ? mean : 1;
    }
}
