using System.Runtime.CompilerServices;
using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Measuring;

/// <summary>What the machine can do at most, measured with the vectors in use: the figures that speeds are compared with.</summary>
public static unsafe class MachineCeilings
{
    private const int Rounds = 7;

    /// <summary>A third of a second in all: while the machine is disturbed for longer than that, no figure is worth much.</summary>
    private const int PeakRounds = 35;

    private const int Steps = 2_000_000;
    private const int Chains = 16;
    private const long CopyFloats = 64 << 20;

    /// <summary>
    /// Multiply-adds in float32 on registers alone, on all threads of the team, counted as two operations each: the best of some short rounds, in
    /// 10⁹ operations a second.
    /// </summary>
    public static double PeakGigaflops(WorkerTeam team)
    {
        var kernel = new PeakKernel { Team = team };
        SimdPath.Run(ref kernel);
        return kernel.Best;
    }

    /// <summary>Bytes read and written by copying an array that no cache holds, on all threads, in 10⁹ bytes a second; the best of some rounds.</summary>
    public static double CopyGigabytesPerSecond(WorkerTeam team)
    {
        using var from = new AlignedBuffer(CopyFloats);
        using var to = new AlignedBuffer(CopyFloats);
        var work = new CopyWork { From = from.Pointer, To = to.Pointer };
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var started = TimeProvider.System.GetTimestamp();
            team.Split((int)(CopyFloats / CopyWork.Block), work);
            if (round > 0) best = Math.Min(best, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        }

        return 2.0 * CopyFloats * sizeof(float) / best / 1e9;
    }

    private struct PeakKernel : ISimdKernel
    {
        public WorkerTeam Team;
        public double Best;

        public void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            for (var round = 0; round < PeakRounds; round++)
            {
                var started = TimeProvider.System.GetTimestamp();
                Team.Split(Team.Threads, default(PeakWork<TVector, TSimd>));
                var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
                Best = Math.Max(Best, 2.0 * TSimd.Width * Chains * Steps * Team.Threads / seconds / 1e9);
            }
        }
    }

    /// <summary>Sixteen sums that do not wait for each other: more than any processor's multiply-adds under way at once.</summary>
    private struct PeakWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public readonly void Run(int start, int end, int worker)
        {
            var result = Sum();
            if (float.IsNaN(result)) throw new InvalidOperationException("The sum of finite numbers is not a number.");
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static float Sum()
        {
            var x = TSimd.Broadcast(0.5f);
            var y = TSimd.Broadcast(0.25f);
            TVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x;
            TVector i = x, j = x, k = x, l = x, m = x, n = x, o = x, p = x;
            for (var step = 0; step < Steps; step++)
            {
                a = TSimd.MultiplyAdd(a, x, y);
                b = TSimd.MultiplyAdd(b, x, y);
                c = TSimd.MultiplyAdd(c, x, y);
                d = TSimd.MultiplyAdd(d, x, y);
                e = TSimd.MultiplyAdd(e, x, y);
                f = TSimd.MultiplyAdd(f, x, y);
                g = TSimd.MultiplyAdd(g, x, y);
                h = TSimd.MultiplyAdd(h, x, y);
                i = TSimd.MultiplyAdd(i, x, y);
                j = TSimd.MultiplyAdd(j, x, y);
                k = TSimd.MultiplyAdd(k, x, y);
                l = TSimd.MultiplyAdd(l, x, y);
                m = TSimd.MultiplyAdd(m, x, y);
                n = TSimd.MultiplyAdd(n, x, y);
                o = TSimd.MultiplyAdd(o, x, y);
                p = TSimd.MultiplyAdd(p, x, y);
            }

            var first = TSimd.Add(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), TSimd.Add(TSimd.Add(e, f), TSimd.Add(g, h)));
            var second = TSimd.Add(TSimd.Add(TSimd.Add(i, j), TSimd.Add(k, l)), TSimd.Add(TSimd.Add(m, n), TSimd.Add(o, p)));
            return TSimd.Sum(TSimd.Add(first, second));
        }
    }

    private struct CopyWork : IWork
    {
        public const int Block = 1 << 16;

        public float* From;
        public float* To;

        public readonly void Run(int start, int end, int worker)
        {
            for (var block = start; block < end; block++)
                new ReadOnlySpan<float>(From + (long)block * Block, Block).CopyTo(new Span<float>(To + (long)block * Block, Block));
        }
    }
}
