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
            var kernel = new AssignmentKernel
            {
                Vectors = vectors, Team = team, Centres = centres.Scaled, CentreNorms = centres.Norms, Count = centres.Count,
                Labels = labels, Distances = distances.Pointer, Inertia = inertiaOf, Moved = movedIn,
            };
            SimdPath.Run(ref kernel);
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
