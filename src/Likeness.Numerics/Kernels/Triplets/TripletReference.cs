namespace Likeness.Numerics.Kernels.Triplets;

/// <summary>The plain definitions, in float64, that the kernels are tested against.</summary>
internal static class TripletReference
{
    /// <summary>The negative of each pair of an anchor and a positive, straight from the words of <see cref="SemiHardMining"/>.</summary>
    /// <param name="distances">(count, count), row by row.</param>
    /// <param name="labels">The label of each item.</param>
    public static List<Triplet> Mine(ReadOnlySpan<float> distances, ReadOnlySpan<int> labels)
    {
        var found = new List<Triplet>();
        var count = labels.Length;
        for (var anchor = 0; anchor < count; anchor++)
        for (var positive = 0; positive < count; positive++)
        {
            if (positive == anchor || labels[positive] != labels[anchor]) continue;
            var negatives = new List<(float Distance, int Item)>();
            for (var i = 0; i < count; i++)
            {
                if (labels[i] != labels[anchor]) negatives.Add((distances[anchor * count + i], i));
            }

            if (negatives.Count == 0) continue;
            var own = distances[anchor * count + positive];
            var beyond = negatives.Where(negative => negative.Distance > own).ToList();
            found.Add(new Triplet(anchor, positive, beyond.Count > 0 ? beyond.MinBy(negative => negative.Distance).Item : negatives.MaxBy(negative => negative.Distance).Item));
        }

        return found;
    }

    /// <summary>The loss of each triplet.</summary>
    /// <param name="vectors">(count, dimensions), row by row.</param>
    /// <param name="dimensions">Numbers in a vector.</param>
    /// <param name="triplets">Rows.</param>
    /// <param name="margin">As <see cref="TripletLoss"/> has it.</param>
    /// <param name="distance">As TripletLoss has it.</param>
    public static double[] Losses(ReadOnlySpan<double> vectors, int dimensions, ReadOnlySpan<Triplet> triplets, double margin, TripletDistance distance)
    {
        var losses = new double[triplets.Length];
        for (var i = 0; i < losses.Length; i++)
        {
            var anchor = Row(vectors, triplets[i].Anchor, dimensions);
            losses[i] = Math.Max(
                0, Distance(anchor, Row(vectors, triplets[i].Positive, dimensions), distance) - Distance(anchor, Row(vectors, triplets[i].Negative, dimensions), distance) + margin);
        }

        return losses;
    }

    private static ReadOnlySpan<double> Row(ReadOnlySpan<double> vectors, int row, int dimensions) => vectors.Slice(row * dimensions, dimensions);

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b, TripletDistance distance)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return distance == TripletDistance.Squared ? sum : Math.Sqrt(sum);
    }
}
