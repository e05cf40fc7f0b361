using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;
using Likeness.Search.Flat;

namespace Likeness.Search.Clustering;

/// <summary>
/// The vectors to be clustered, moved so that their mean is the origin: squared distances are computed as x² − 2xc + c², which keeps
/// its digits only where vectors are not much longer than the distances between them. They are held twice: as rows, for adding
/// them up, and packed into panels (dimension by dimension, as many vectors side by side as a tile has columns), which the product reads.
/// The panels never change while clusters are looked for, so that they are packed once.
/// </summary>
internal sealed unsafe class ClusterVectors : IDisposable
{
    private readonly AlignedBuffer rows;
    private readonly AlignedBuffer panels;
    private readonly AlignedBuffer norms;

    public ClusterVectors(ReadOnlySpan<float> vectors, int dimensions, Metric metric, WorkerTeam team)
        : this(vectors.Length / dimensions, dimensions, new Preparation(dimensions, metric).Stride)
    {
        var preparation = new Preparation(dimensions, metric);
        for (var i = 0; i < Count; i++)
        {
            preparation.Prepare(vectors.Slice(i * dimensions, dimensions), Row(i));
            Row(i)[dimensions..].Clear(); // what tells vectors of zeros apart by angle has no place among means
        }

        MoveToMean();
        Pack(team);
    }

    private ClusterVectors(int count, int dimensions, int stride)
    {
        (Count, Dimensions, Stride) = (count, dimensions, stride);
        var width = new PanelWidth();
        SimdPath.Run(ref width);
        PanelColumns = width.Columns;
        Panels = (count + PanelColumns - 1) / PanelColumns;
        rows = new AlignedBuffer((long)count * stride);
        panels = new AlignedBuffer((long)Panels * PanelColumns * dimensions);
        norms = new AlignedBuffer((long)Panels * PanelColumns);
        Mean = new float[dimensions];
    }

    public int Count { get; }

    public int Dimensions { get; }

    /// <summary>Numbers from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>Vectors in a panel; those that the last one lacks are zeros.</summary>
    public int PanelColumns { get; }

    public int Panels { get; }

    /// <summary>What was subtracted from every vector.</summary>
    public float[] Mean { get; }

    /// <summary>‖x‖² of each vector, summed in the order in which the product is.</summary>
    public float* Norms => norms.Pointer;

    public Span<float> Row(int row) => new(rows.Pointer + (nint)row * Stride, Stride);

    /// <summary>All rows: Count × Stride.</summary>
    public float* Rows => rows.Pointer;

    /// <summary>Dimensions × PanelColumns numbers.</summary>
    public float* Panel(int panel) => panels.Pointer + (nint)panel * PanelColumns * Dimensions;

    /// <summary>Some of the vectors, as they are here.</summary>
    public ClusterVectors Subset(ReadOnlySpan<int> chosen, WorkerTeam team)
    {
        var subset = new ClusterVectors(chosen.Length, Dimensions, Stride);
        for (var i = 0; i < chosen.Length; i++) Row(chosen[i]).CopyTo(subset.Row(i));
        subset.Pack(team);
        return subset;
    }

    /// <summary>How many different vectors there are, counted no further than <paramref name="limit"/>.</summary>
    public int CountDistinct(int limit)
    {
        var seen = new List<int>();
        for (var row = 0; row < Count && seen.Count < limit; row++)
        {
            var other = 0;
            while (other < seen.Count && !Row(row).SequenceEqual(Row(seen[other]))) other++;
            if (other == seen.Count) seen.Add(row);
        }

        return seen.Count;
    }

    public void Dispose()
    {
        rows.Dispose();
        panels.Dispose();
        norms.Dispose();
    }

    private void MoveToMean()
    {
        var sums = new double[Dimensions];
        for (var i = 0; i < Count; i++)
        {
            var row = Row(i);
            for (var d = 0; d < sums.Length; d++) sums[d] += row[d];
        }

        for (var d = 0; d < sums.Length; d++) Mean[d] = (float)(sums[d] / Count);
        for (var i = 0; i < Count; i++)
        {
            var row = Row(i);
            for (var d = 0; d < sums.Length; d++) row[d] -= Mean[d];
        }
    }

    private void Pack(WorkerTeam team)
    {
        var kernel = new PackingKernel { Vectors = this, Team = team };
        SimdPath.Run(ref kernel);
    }
}
