using System.Runtime.CompilerServices;
using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Randomness;
using Likeness.Numerics.Simd;

namespace Likeness.Search.Clustering;

/// <summary>
/// First centres by k-means++ (Arthur and Vassilvitskii 2007): each is drawn from the vectors with a probability that grows with the square
/// of its distance to the centres before it. Of a few that are drawn the one is taken that leaves the smallest sum, the greedy variant of
/// the paper's section 7.
/// </summary>
internal sealed unsafe class KMeansPlusPlus : IDisposable
{
    /// <summary>How many are drawn for each centre: as many rows as fill a tile of every vector width.</summary>
    private const int Trials = 4;

    private readonly ClusterVectors vectors;
    private readonly WorkerTeam team;
    private readonly AlignedBuffer nearest;
    private readonly AlignedBuffer trialNearest;
    private readonly double[] sums; // of each panel, in trialNearest, one trial after the other
    private readonly double[] kept; // of each panel, in nearest
    private readonly Centres trials;
    private readonly int[] drawn = new int[Trials];

    public KMeansPlusPlus(ClusterVectors vectors, WorkerTeam team)
    {
        (this.vectors, this.team) = (vectors, team);
        var padded = (long)vectors.Panels * vectors.PanelColumns;
        nearest = new AlignedBuffer(padded);
        trialNearest = new AlignedBuffer(padded * Trials);
        sums = new double[vectors.Panels * Trials];
        kept = new double[vectors.Panels];
        trials = new Centres(Trials, vectors.Dimensions, vectors.Stride);
    }

    /// <summary>Fills the centres with different vectors; there must be as many.</summary>
    public void Seed(Centres centres, ref Xoshiro256 random)
    {
        Array.Fill(drawn, random.NextInt32(vectors.Count));
        new Span<float>(nearest.Pointer, (int)Math.Min(int.MaxValue, nearest.Length)).Fill(float.PositiveInfinity);
        for (var centre = 0; centre < centres.Count; centre++)
        {
            if (centre > 0 && !Draw(ref random)) Array.Fill(drawn, UnlikeAny(centres, centre));
            for (var trial = 0; trial < Trials; trial++) vectors.Row(drawn[trial]).CopyTo(trials[trial]);
            trials.Prepare();
            for (var trial = 0; trial < Trials; trial++)
                trials.Norms[trial] = vectors.Norms[drawn[trial]]; // so that it is at 0 from its copies
            Compare();
            Take(Best(), centres, centre);
        }
    }

    public void Dispose()
    {
        nearest.Dispose();
        trialNearest.Dispose();
        trials.Dispose();
    }

    /// <summary>Draws by squared distance; false where all vectors are at 0 from a centre, as far as float32 tells.</summary>
    private bool Draw(ref Xoshiro256 random)
    {
        var total = 0.0;
        foreach (var sum in kept) total += sum;
        if (!(total > 0)) return false;
        for (var trial = 0; trial < Trials; trial++) drawn[trial] = At((random.NextUInt64() >> 11) * (1.0 / (1L << 53)) * total);
        return true;
    }

    private int At(double place)
    {
        var panel = 0;
        var last = Array.FindLastIndex(kept, sum => sum > 0);
        for (; panel < last && place >= kept[panel]; panel++) place -= kept[panel];
        var first = panel * vectors.PanelColumns;
        var end = Math.Min(first + vectors.PanelColumns, vectors.Count);
        var found = -1;
        for (var row = first; row < end; row++)
        {
            if (!(nearest.Pointer[row] > 0)) continue;
            found = row;
            if (place < nearest.Pointer[row]) break;
            place -= nearest.Pointer[row];
        }

        return found;
    }

    private void Compare()
    {
        fixed (double* panelSums = sums)
        {
            var loop = new SeedingLoop
            {
                Vectors = vectors, Team = team, Trials = trials, Nearest = nearest.Pointer, TrialNearest = trialNearest.Pointer,
                Sums = panelSums,
            };
            SimdPath.Run(ref loop);
        }
    }

    private int Best()
    {
        var (best, least) = (0, double.PositiveInfinity);
        for (var trial = 0; trial < Trials; trial++)
        {
            var total = 0.0;
            foreach (var sum in sums.AsSpan(trial * vectors.Panels, vectors.Panels)) total += sum;
            if (total < least) (best, least) = (trial, total);
        }

        return best;
    }

    private void Take(int trial, Centres centres, int centre)
    {
        trials[trial].CopyTo(centres[centre]);
        sums.AsSpan(trial * vectors.Panels, vectors.Panels).CopyTo(kept);
        Buffer.MemoryCopy(
            trialNearest.Pointer + trial * nearest.Length, nearest.Pointer, nearest.Length * sizeof(float), nearest.Length * sizeof(float));
    }

    private int UnlikeAny(Centres centres, int count)
    {
        for (var row = 0; row < vectors.Count; row++)
        {
            var centre = 0;
            while (centre < count && !vectors.Row(row).SequenceEqual(centres[centre])) centre++;
            if (centre == count) return row;
        }

        throw new InvalidOperationException($"There are fewer different vectors than {centres.Count}."); // checked before
    }
}

/// <summary>What the squared distances to the nearest centre would be with each of a few vectors as one centre more.</summary>
internal unsafe struct SeedingLoop : ISimdLoop
{
    private const int PanelsPerChunk = 16;

    public ClusterVectors Vectors;
    public WorkerTeam Team;
    public Centres Trials;

    /// <summary>The squared distance of each vector to the nearest of the centres there are.</summary>
    public float* Nearest;

    /// <summary>Receives the same with each trial, one trial after the other.</summary>
    public float* TrialNearest;

    /// <summary>Receives their sums by panel.</summary>
    public double* Sums;

    public readonly void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => Team.For(Vectors.Panels, new Work<TVector, TSimd> { Loop = this }, PanelsPerChunk);

    private struct Work<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public SeedingLoop Loop;

        public readonly void Run(int start, int end, int worker)
        {
            var (vectors, trials, columns) = (Loop.Vectors, Loop.Trials, 2 * TSimd.Width);
            var products = stackalloc float[trials.Count * columns];
            for (var panel = start; panel < end; panel++)
            {
                PanelProduct<TVector, TSimd>.Run(
                    trials.Scaled, trials.Count, trials.Stride, vectors.Panel(panel), vectors.Dimensions, products);
                for (var trial = 0; trial < trials.Count; trial++)
                    Loop.Sums[trial * vectors.Panels + panel] = Keep(panel, trial, products + trial * columns);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly double Keep(int panel, int trial, float* products)
        {
            var columns = 2 * TSimd.Width;
            var first = (nint)panel * columns;
            var to = Loop.TrialNearest + (nint)trial * Loop.Vectors.Panels * columns + first;
            var filled = Math.Min(columns, Loop.Vectors.Count - (int)first);
            var sum = 0.0;
            for (var i = 0; i < filled; i++)
            {
                var distance = Math.Max(0, products[i] + Loop.Trials.Norms[trial] + Loop.Vectors.Norms[first + i]);
                sum += to[i] = Math.Min(distance, Loop.Nearest[first + i]);
            }

            return sum;
        }
    }
}
