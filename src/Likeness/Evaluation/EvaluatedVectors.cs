using Likeness.Descriptors;
using Likeness.Descriptors.Codes;
using Likeness.Descriptors.Colour;
using Likeness.Imaging.Batches;
using Likeness.Ranking;
using Likeness.Ranking.Fusion;
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
    /// <param name="colour">What the colours count for, 0 to 1.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    /// <exception cref="InvalidOperationException">There are no labels.</exception>
    public IReadOnlyList<RankedVectors> Rank(float[] codes, int dimensions, double colour, CancellationToken cancellationToken)
    {
        var labels = Labels ?? throw new InvalidOperationException("Vectors can be ranked only where pictures have labels.");
        var parts = new List<(string Name, LabelledVectors Vectors, double Weight)>();
        if (colour < 1) parts.Add((CodesDescriptor.StandardName, new LabelledVectors(codes, labels, dimensions, Metric.Euclidean), 1 - colour));
        if (colour > 0)
        {
            using var descriptor = new ColourDescriptor(cache.Height, cache.Width, threads);
            parts.Add((descriptor.Name, new LabelledVectors(Describe(descriptor, cancellationToken), labels, descriptor.Dimensions, descriptor.Metric), colour));
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
        var sample = new DistanceSample(chosen.Select(i => cache.Pictures[i].Hash));
        for (var i = 0; i < chosen.Length; i++) sample.Offer(cache.Pictures[chosen[i]].Hash, vectors.Values.Span.Slice(i * vectors.Dimensions, vectors.Dimensions));
        return sample.Scale(vectors.Dimensions, vectors.Metric);
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
