using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Search.Clustering;

/// <summary>Which centre each vector is nearest to, and how far it is.</summary>
internal sealed unsafe class Assignment : IDisposable
{
    private readonly ClusterVectors vectors;
    private readonly WorkerTeam team;
    private readonly AlignedBuffer distances;
    private readonly double[] inertia; // by panel, and added up in their order: the same sum on any number of threads
    private readonly int[] moved;

    public Assignment(ClusterVectors vectors, WorkerTeam team)
    {
        (this.vectors, this.team) = (vectors, team);
        distances = new AlignedBuffer(vectors.Count);
        inertia = new double[vectors.Panels];
        moved = new int[vectors.Panels];
        Labels = new int[vectors.Count];
        Reset();
    }

    /// <summary>The centre of each vector; −1 before the first run.</summary>
    public int[] Labels { get; }

    /// <summary>The squared distance of each vector to its centre.</summary>
    public Span<float> Distances => new(distances.Pointer, vectors.Count);

    /// <summary>Vectors that the last run gave another centre.</summary>
    public int Moved { get; private set; }

    /// <summary>The sum of <see cref="Distances"/> after the last run.</summary>
    public double Inertia { get; private set; }

    public void Reset() => Array.Fill(Labels, -1);

    public void Run(Centres centres)
    {
        fixed (int* labels = Labels, movedIn = moved)
        fixed (double* inertiaOf = inertia)
        {
            var loop = new AssignmentLoop
            {
                Vectors = vectors, Team = team, Centres = centres.Scaled, CentreNorms = centres.Norms, Count = centres.Count,
                Labels = labels, Distances = distances.Pointer, Inertia = inertiaOf, Moved = movedIn,
            };
            SimdPath.Run(ref loop);
        }

        (Moved, Inertia) = (0, 0);
        for (var panel = 0; panel < moved.Length; panel++)
        {
            Moved += moved[panel];
            Inertia += inertia[panel];
        }
    }

    public void Dispose() => distances.Dispose();
}

/// <summary>
/// The vector version of <see cref="Assignment"/>: a matrix product of centres and a panel of vectors, whose columns are the vectors. So
/// the nearest centre is found lane by lane, without a step across lanes, and a few centres fill the tile as well as many. At equal
/// distance the first centre wins.
/// </summary>
internal unsafe struct AssignmentLoop : ISimdLoop
{
    /// <summary>Centres whose products are compared while they are in the first-level cache.</summary>
    private const int CentresPerRun = 64;

    private const int PanelsPerChunk = 4;

    public ClusterVectors Vectors;
    public WorkerTeam Team;
    public float* Centres;
    public float* CentreNorms;
    public int Count;
    public int* Labels;
    public float* Distances;
    public double* Inertia;
    public int* Moved;

    public readonly void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => Team.For(Vectors.Panels, new Work<TVector, TSimd> { Loop = this }, PanelsPerChunk);

    private struct Work<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public AssignmentLoop Loop;

        public readonly void Run(int start, int end, int worker)
        {
            var columns = 2 * TSimd.Width;
            var products = stackalloc float[CentresPerRun * columns];
            var nearest = stackalloc float[2 * columns];
            for (var panel = start; panel < end; panel++)
            {
                Nearest(Loop.Vectors.Panel(panel), products, nearest);
                Keep(panel, nearest);
            }
        }

        /// <summary>Writes −2c·x + c² of the nearest centre for each column, and behind it the centres' numbers.</summary>
        private readonly void Nearest(float* panel, float* products, float* nearest)
        {
            var best = TSimd.Broadcast(float.PositiveInfinity);
            TSimd.Store(best, nearest);
            TSimd.Store(best, nearest + TSimd.Width);
            var stride = Loop.Vectors.Stride;
            for (var first = 0; first < Loop.Count; first += CentresPerRun)
            {
                var count = Math.Min(CentresPerRun, Loop.Count - first);
                PanelProduct<TVector, TSimd>.Run(
                    Loop.Centres + (nint)first * stride, count, stride, panel, Loop.Vectors.Dimensions, products);
                Compare(products, Loop.CentreNorms + first, first, count, nearest);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Compare(float* products, float* norms, int first, int count, float* nearest)
        {
            TVector best0 = TSimd.Load(nearest), best1 = TSimd.Load(nearest + TSimd.Width);
            TVector at0 = TSimd.Load(nearest + 2 * TSimd.Width), at1 = TSimd.Load(nearest + 3 * TSimd.Width);
            for (var i = 0; i < count; i++, products += 2 * TSimd.Width)
            {
                // Numbers of centres are exact in float32 up to 16 million.
                TVector norm = TSimd.Broadcast(norms[i]), number = TSimd.Broadcast(first + i);
                TVector s0 = TSimd.Add(TSimd.Load(products), norm), s1 = TSimd.Add(TSimd.Load(products + TSimd.Width), norm);
                TVector gain0 = TSimd.Subtract(best0, s0), gain1 = TSimd.Subtract(best1, s1);
                best0 = TSimd.SelectPositive(gain0, s0, best0);
                best1 = TSimd.SelectPositive(gain1, s1, best1);
                at0 = TSimd.SelectPositive(gain0, number, at0);
                at1 = TSimd.SelectPositive(gain1, number, at1);
            }

            TSimd.Store(best0, nearest);
            TSimd.Store(best1, nearest + TSimd.Width);
            TSimd.Store(at0, nearest + 2 * TSimd.Width);
            TSimd.Store(at1, nearest + 3 * TSimd.Width);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Keep(int panel, float* nearest)
        {
            var columns = 2 * TSimd.Width;
            var first = panel * columns;
            var filled = Math.Min(columns, Loop.Vectors.Count - first);
            var (inertia, moved) = (0.0, 0);
            for (var i = 0; i < filled; i++)
            {
                var label = (int)nearest[columns + i];
                var distance = Math.Max(0, nearest[i] + Loop.Vectors.Norms[first + i]);
                if (Loop.Labels[first + i] != label) moved++;
                Loop.Labels[first + i] = label;
                Loop.Distances[first + i] = distance;
                inertia += distance;
            }

            Loop.Inertia[panel] = inertia;
            Loop.Moved[panel] = moved;
        }
    }
}

/// <summary>
/// Centres as the product takes them: −2c, and c² apart, so that −2c·x + c² orders centres by their distance from x and x² is added only
/// where a distance is asked for.
/// </summary>
internal sealed unsafe class Centres(int count, int dimensions, int stride) : IDisposable
{
    private readonly AlignedBuffer scaled = new((long)count * stride);
    private readonly AlignedBuffer norms = new(count);

    public int Count => count;

    /// <summary>Numbers from one centre to the next, in <see cref="Scaled"/> and in <see cref="Values"/>.</summary>
    public int Stride => stride;

    /// <summary>The centres themselves; after a change <see cref="Prepare"/> is due.</summary>
    public float[] Values { get; } = new float[checked(count * stride)];

    /// <summary>−2c.</summary>
    public float* Scaled => scaled.Pointer;

    /// <summary>c².</summary>
    public float* Norms => norms.Pointer;

    public Span<float> this[int centre] => Values.AsSpan(centre * stride, stride);

    /// <summary>Makes what the product takes from <see cref="Values"/>.</summary>
    public void Prepare()
    {
        TensorPrimitives.Multiply(Values, -2f, new Span<float>(Scaled, Values.Length));
        for (var i = 0; i < count; i++) Norms[i] = Square(this[i]);
    }

    public void Dispose()
    {
        scaled.Dispose();
        norms.Dispose();
    }

    private float Square(ReadOnlySpan<float> centre)
    {
        var sum = 0.0;
        for (var d = 0; d < dimensions; d++) sum += (double)centre[d] * centre[d];
        return (float)sum;
    }
}
