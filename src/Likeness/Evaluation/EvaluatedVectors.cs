using Likeness.Descriptors;
using Likeness.Descriptors.Codes;
using Likeness.Descriptors.Colour;
using Likeness.Imaging.Batches;
using Likeness.Ranking;
using Likeness.Search;

namespace Likeness.Evaluation;

/// <summary>The vectors by which chosen pictures of a cache are ranked in an evaluation: codes, colours, or both with their distances scaled by the pictures' own.</summary>
internal sealed class EvaluatedVectors(PictureCache cache, int[] chosen, int threads)
{
    private const int BatchSize = 32;

    /// <summary>By folder; null where all pictures lie in one.</summary>
    public IReadOnlyList<string>? Labels { get; } = LabelsOf(cache, chosen);

    /// <param name="codes">Of the chosen pictures.</param>
    /// <param name="dimensions">Numbers in a code.</param>
    /// <param name="shares">What codes and colors count for; none for the codes alone.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    /// <exception cref="InvalidOperationException">There are no labels.</exception>
    public IReadOnlyList<RankedVectors> Rank(
        float[] codes, int dimensions, IReadOnlyList<DescriptorShare> shares, CancellationToken cancellationToken)
    {
        var labels = Labels ?? throw new InvalidOperationException("Vectors can be ranked only where pictures have labels.");
        if (shares.Count == 0) shares = [new DescriptorShare(CodesDescriptor.StandardName)];
        var sum = shares.Sum(share => share.Weight);
        var parts = new List<(string Name, LabelledVectors Vectors, double Weight)>();
        foreach (var (name, weight) in shares.Where(share => share.Weight > 0))
        {
            if (name == CodesDescriptor.StandardName)
            {
                parts.Add((name, new LabelledVectors(codes, labels, dimensions, Metric.Euclidean), weight / sum));
                continue;
            }

            using var descriptor = new ColourDescriptor(cache.Height, cache.Width, threads);
            var vectors = new LabelledVectors(Describe(descriptor, cancellationToken), labels, descriptor.Dimensions, descriptor.Metric);
            parts.Add((name, vectors, weight / sum));
        }

        if (parts.Count == 1) return [new RankedVectors(parts[0].Vectors, DescriptorWeight.Alone(parts[0].Name))];
        return [.. parts.Select(part => new RankedVectors(part.Vectors, new DescriptorWeight(part.Name, part.Weight, Scale(part.Vectors))))];
    }

    private static IReadOnlyList<string>? LabelsOf(PictureCache cache, int[] chosen)
    {
        var labels = FolderLabels.Of([.. chosen.Select(i => cache.Pictures[i].File.FullPath)]);
        return labels.Count == 0 || labels[0] is null ? null : [.. labels.Select(label => label!)];
    }

    private double Scale(LabelledVectors vectors)
    {
        var sample = DistanceSample.Choose([.. chosen.Select(i => cache.Pictures[i].Hash)]);
        float[] values = [.. sample.SelectMany(i => vectors.Values.Slice(i * vectors.Dimensions, vectors.Dimensions).ToArray())];
        return DistanceSample.Scale(values, vectors.Dimensions, vectors.Metric);
    }

    private float[] Describe(IDescriptor descriptor, CancellationToken cancellationToken)
    {
        var vectors = new float[checked(chosen.Length * descriptor.Dimensions)];
        var pictures = new byte[checked(BatchSize * cache.PictureBytes)];
        using var reader = cache.CreateReader();
        for (var start = 0; start < chosen.Length; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(BatchSize, chosen.Length - start);
            for (var i = 0; i < count; i++) cache.Read(chosen[start + i], reader, pictures.AsSpan(i * cache.PictureBytes, cache.PictureBytes));
            descriptor.Describe(pictures.AsSpan(0, count * cache.PictureBytes), count, vectors.AsSpan(start * descriptor.Dimensions, count * descriptor.Dimensions));
        }

        return vectors;
    }
}
