using System.Numerics.Tensors;
using Likeness.Numerics.Memory;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Randomness;
using Likeness.Numerics.Simd;
using Likeness.Search.Scanning;

namespace Likeness.Search.Clustering;

/// <summary>
/// How well clusters are separated (Rousseeuw 1987): the mean over the vectors of (b − a) / max(a, b), where a is the mean distance to the
/// others of the own cluster and b that to the nearest other cluster. Between −1 and 1; 0 for a vector alone in its cluster.
/// </summary>
public static unsafe class Silhouette
{
    /// <summary>The silhouettes of several divisions of the same vectors; the distances are computed once for all of them.</summary>
    /// <param name="vectors">The vectors; distances are those between them as <see cref="KMeans"/> compares them.</param>
    /// <param name="divisions">
    /// Of these very vectors, each into at least 2 clusters; one of 1 cluster has no silhouette, and gets NaN.
    /// </param>
    /// <param name="parameters">How; null for the standard ones.</param>
    /// <param name="cancellationToken">Ends it between two blocks of vectors.</param>
    /// <returns>As many as divisions.</returns>
    /// <exception cref="WrongSettingsException">A parameter is out of its range.</exception>
    /// <exception cref="ArgumentException">A division is of another number of vectors.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static double[] Of(
        KMeans vectors, IReadOnlyList<Clusters> divisions, SilhouetteParameters? parameters = null,
        CancellationToken cancellationToken = default)
    {
        parameters ??= new SilhouetteParameters();
        parameters.Check();
        foreach (var division in divisions)
            if (division.Assignment.Length != vectors.Count)
                throw new ArgumentException(
                    $"Clusters of {division.Assignment.Length} vectors are no division of {vectors.Count}.", nameof(divisions));
        if (divisions.Count == 0) return [];

        var sample = Sample(vectors.Count, parameters);
        using var rows = new AlignedBuffer((long)sample.Length * vectors.Vectors.Stride);
        for (var i = 0; i < sample.Length; i++)
            vectors.Vectors.Row(sample[i]).CopyTo(new Span<float>(rows.Pointer + (nint)i * vectors.Vectors.Stride, vectors.Vectors.Stride));
        using var members = new Memberships(divisions, sample);
        var scores = new double[divisions.Count * sample.Length];
        fixed (double* scoresStart = scores)
        {
            var loop = new SilhouetteLoop
            {
                Rows = rows.Pointer, Count = sample.Length, Stride = vectors.Vectors.Stride, Members = members, Scores = scoresStart,
                Team = vectors.Team, Cancelled = cancellationToken,
            };
            SimdPath.Run(ref loop);
        }

        var means = new double[divisions.Count];
        for (var d = 0; d < means.Length; d++)
        {
            foreach (var score in scores.AsSpan(d * sample.Length, sample.Length)) means[d] += score / sample.Length;
            if (divisions[d].Count < 2) means[d] = double.NaN;
        }

        return means;
    }

    private static int[] Sample(int count, SilhouetteParameters parameters)
    {
        var all = new int[count];
        for (var i = 0; i < count; i++) all[i] = i;
        if (count <= parameters.Sample) return all;
        var random = new Xoshiro256(parameters.Seed);
        random.Shuffle<int>(all);
        Array.Sort(all, 0, parameters.Sample); // read in the order in which they lie
        return all[..parameters.Sample];
    }
}

/// <summary>How <see cref="Silhouette"/> is measured.</summary>
public sealed record SilhouetteParameters
{
    /// <summary>
    /// The most vectors that are compared with each other, at least 2; of more a sample is drawn, and the silhouette is that of the sample.
    /// </summary>
    public int Sample { get; init; } = 4096;

    /// <summary>The seed of the sample.</summary>
    public ulong Seed { get; init; } = 42;

    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    internal void Check()
    {
        if (Sample is < 2 or > 1 << 20)
            throw new WrongSettingsException($"A silhouette of {Sample} vectors was asked for; give 2 to {1 << 20}.");
    }
}

/// <summary>
/// The vector version of <see cref="Silhouette"/>: the distances of a block of vectors to all, multiplied by the memberships, which gives
/// the sums over every cluster of every division at once. The memory it takes grows with the number of vectors, not with its square.
/// </summary>
internal unsafe struct SilhouetteLoop : ISimdLoop
{
    private const int BlockRows = 16;

    public float* Rows;
    public int Count;
    public int Stride;
    public Memberships Members;

    /// <summary>Receives the score of each vector, one division after the other.</summary>
    public double* Scores;

    public WorkerTeam Team;
    public CancellationToken Cancelled;

    public readonly void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => Team.For((Count + BlockRows - 1) / BlockRows, new Work<TVector, TSimd> { Loop = this });

    private struct Work<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public SilhouetteLoop Loop;

        public readonly void Run(int start, int end, int worker)
        {
            var columns = Loop.Members.Panels * Loop.Members.PanelColumns;
            var distances = Loop.Team.Scratch(worker, (long)BlockRows * (Loop.Count + columns));
            var sums = distances + (nint)BlockRows * Loop.Count;
            for (var block = start; block < end; block++)
            {
                Loop.Cancelled.ThrowIfCancellationRequested();
                var first = block * BlockRows;
                var rows = Math.Min(BlockRows, Loop.Count - first);
                SquaredDistance.Compute(
                    Loop.Rows + (nint)first * Loop.Stride, rows, Loop.Rows, Loop.Count, Loop.Stride, distances, Loop.Count);
                var span = new Span<float>(distances, rows * Loop.Count);
                TensorPrimitives.Sqrt(span, span);
                Multiply(distances, rows, sums, columns);
                for (var row = 0; row < rows; row++)
                    for (var division = 0; division < Loop.Members.Divisions; division++)
                        Loop.Scores[(nint)division * Loop.Count + first + row] = Score(division, first + row, sums + (nint)row * columns);
            }
        }

        private readonly void Multiply(float* distances, int rows, float* sums, int columns)
        {
            nint none = 0;
            for (var panel = 0; panel < Loop.Members.Panels; panel++)
            {
                var x = new TileInput
                {
                    A = distances, RowStride = Loop.Count, StepStride = 1, B = Loop.Members.Panel(panel),
                    BStride = Loop.Members.PanelColumns,
                    Steps = Loop.Count, Segments = 1, AOffsets = &none, BOffsets = &none,
                };
                var y = new TileOutput
                {
                    C = sums + (nint)panel * Loop.Members.PanelColumns, RowStride = columns, Columns = Loop.Members.PanelColumns, Slope = 1,
                };
                RegisterTile<TVector, TSimd>.Run(rows, x, y);
            }
        }

        private readonly double Score(int division, int row, float* sums)
        {
            var members = Loop.Members;
            var own = members.Columns[division * Loop.Count + row];
            if (members.Sizes[own] == 1) return 0;
            var within = (double)sums[own] / (members.Sizes[own] - 1);
            var nearest = double.PositiveInfinity;
            for (var column = members.FirstColumns[division]; column < members.FirstColumns[division + 1]; column++)
                if (column != own && members.Sizes[column] > 0) nearest = Math.Min(nearest, (double)sums[column] / members.Sizes[column]);
            var larger = Math.Max(within, nearest);
            return larger > 0 && double.IsFinite(nearest) ? (nearest - within) / larger : 0;
        }
    }
}

/// <summary>
/// Several divisions of the same vectors as one matrix: a row for each vector, a column for each cluster of each division, 1 where it is a
/// member. Distances times this matrix are the sums of distances to each cluster. Packed into panels as wide as a tile.
/// </summary>
internal sealed unsafe class Memberships : IDisposable
{
    private readonly AlignedBuffer panels;

    public Memberships(IReadOnlyList<Clusters> divisions, int[] sample)
    {
        var width = new PanelWidth();
        SimdPath.Run(ref width);
        PanelColumns = width.Columns;
        Divisions = divisions.Count;
        FirstColumns = new int[Divisions + 1];
        for (var d = 0; d < Divisions; d++) FirstColumns[d + 1] = FirstColumns[d] + divisions[d].Count;
        Panels = (FirstColumns[^1] + PanelColumns - 1) / PanelColumns;
        Rows = sample.Length;
        Sizes = new int[FirstColumns[^1]];
        Columns = new int[Divisions * Rows];
        panels = new AlignedBuffer((long)Panels * PanelColumns * Rows);
        for (var panel = 0; panel < Panels; panel++) new Span<float>(Panel(panel), PanelColumns * Rows).Clear();
        for (var d = 0; d < Divisions; d++)
        {
            for (var row = 0; row < Rows; row++)
            {
                var column = FirstColumns[d] + divisions[d].Assignment[sample[row]];
                Columns[d * Rows + row] = column;
                Sizes[column]++;
                Panel(column / PanelColumns)[(nint)row * PanelColumns + column % PanelColumns] = 1;
            }
        }
    }

    public int Rows { get; }

    public int Divisions { get; }

    public int Panels { get; }

    public int PanelColumns { get; }

    /// <summary>Where each division's clusters begin, and where the last one's end.</summary>
    public int[] FirstColumns { get; }

    /// <summary>The column of each vector, one division after the other.</summary>
    public int[] Columns { get; }

    /// <summary>How many vectors each column has.</summary>
    public int[] Sizes { get; }

    public float* Panel(int panel) => panels.Pointer + (nint)panel * PanelColumns * Rows;

    public void Dispose() => panels.Dispose();
}
