using System.Runtime.CompilerServices;
using Likeness.Numerics.Memory;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;
using Likeness.Search.Scanning;

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
            preparation.Scale(vectors.Slice(i * dimensions, dimensions), Row(i)); // a mark for vectors of zeros has no place among means

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
        var loop = new PackingLoop { Vectors = this, Team = team };
        SimdPath.Run(ref loop);
    }
}

/// <summary>
/// Packs rows into panels and sums their squares, in the order and with the operation of the product: so a vector's distance to a copy of
/// itself comes out as exactly 0.
/// </summary>
internal struct PackingLoop : ISimdLoop
{
    private const int PanelsPerChunk = 16;

    public ClusterVectors Vectors;
    public WorkerTeam Team;

    public readonly void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => Team.For(Vectors.Panels, new Work<TVector, TSimd> { Vectors = Vectors }, PanelsPerChunk);

    private unsafe struct Work<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public ClusterVectors Vectors;

        public readonly void Run(int start, int end, int worker)
        {
            for (var panel = start; panel < end; panel++)
            {
                Transpose(panel);
                Norms(Vectors.Panel(panel), Vectors.Norms + (nint)panel * Vectors.PanelColumns);
            }
        }

        private readonly void Transpose(int panel)
        {
            var columns = Vectors.PanelColumns;
            var first = panel * columns;
            var filled = Math.Min(columns, Vectors.Count - first);
            var to = Vectors.Panel(panel);
            if (filled < columns) new Span<float>(to, columns * Vectors.Dimensions).Clear();
            for (var i = 0; i < filled; i++)
            {
                var row = Vectors.Rows + (nint)(first + i) * Vectors.Stride;
                for (var d = 0; d < Vectors.Dimensions; d++) to[(nint)d * columns + i] = row[d];
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Norms(float* panel, float* norms)
        {
            TVector n0 = default, n1 = default;
            for (var d = 0; d < Vectors.Dimensions; d++, panel += 2 * TSimd.Width)
            {
                TVector v0 = TSimd.Load(panel), v1 = TSimd.Load(panel + TSimd.Width);
                n0 = TSimd.MultiplyAdd(v0, v0, n0);
                n1 = TSimd.MultiplyAdd(v1, v1, n1);
            }

            TSimd.Store(n0, norms);
            TSimd.Store(n1, norms + TSimd.Width);
        }
    }
}

/// <summary>−2c·x of some centres and the vectors of one panel, written side by side for each centre.</summary>
internal static unsafe class PanelProduct<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <param name="centres">−2c, count × stride.</param>
    /// <param name="count">How many centres.</param>
    /// <param name="stride">Numbers from one centre to the next.</param>
    /// <param name="panel">Dimensions × the tile's columns.</param>
    /// <param name="dimensions">How many.</param>
    /// <param name="products">Receives count × the tile's columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* centres, int count, int stride, float* panel, int dimensions, float* products)
    {
        nint none = 0;
        var x = new TileInput
        {
            A = centres,
            RowStride = stride,
            StepStride = 1,
            B = panel,
            BStride = RegisterTile<TVector, TSimd>.Columns,
            Steps = dimensions,
            Segments = 1,
            AOffsets = &none,
            BOffsets = &none,
        };
        var y = new TileOutput
        {
            C = products, RowStride = RegisterTile<TVector, TSimd>.Columns, Columns = RegisterTile<TVector, TSimd>.Columns, Slope = 1,
        };
        RegisterTile<TVector, TSimd>.Run(count, x, y);
    }
}

/// <summary>How many columns the register tile has in the vectors that are in use.</summary>
internal struct PanelWidth : ISimdLoop
{
    public int Columns { get; private set; }

    public void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => Columns = RegisterTile<TVector, TSimd>.Columns;
}
