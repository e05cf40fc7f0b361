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
    /// Multiply-adds in float32 on registers alone, on all threads of the team, counted as two operations each: the best of some short
    /// rounds, in 10⁹ operations a second.
    /// </summary>
    public static double PeakGigaflops(WorkerTeam team)
    {
        var loop = new PeakLoop { Team = team };
        SimdPath.Run(ref loop);
        return loop.Best;
    }

    /// <summary>
    /// Bytes read and written by copying an array that no cache holds, on all threads, in 10⁹ bytes a second; the best of some rounds.
    /// </summary>
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

    /// <summary>
    /// Bytes read by summing an array that no cache holds, on all threads, in 10⁹ bytes a second; the best of some rounds.
    /// </summary>
    public static double ReadGigabytesPerSecond(WorkerTeam team)
    {
        using var array = new AlignedBuffer(CopyFloats);
        new Span<float>(array.Pointer, (int)CopyFloats).Fill(1);
        var loop = new ReadLoop { Team = team, Array = array.Pointer };
        SimdPath.Run(ref loop);
        return (double)CopyFloats * sizeof(float) / loop.Best / 1e9;
    }

    private struct ReadLoop : ISimdLoop
    {
        public WorkerTeam Team;
        public float* Array;

        /// <summary>Seconds of the best round.</summary>
        public double Best;

        public void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            Best = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                var started = TimeProvider.System.GetTimestamp();
                Team.For((int)(CopyFloats / ReadWork<TVector, TSimd>.Block), new ReadWork<TVector, TSimd> { Array = Array });
                if (round > 0) Best = Math.Min(Best, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
            }
        }
    }

    private struct ReadWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public const int Block = 1 << 18;

        public float* Array;

        public readonly void Run(int start, int end, int worker)
        {
            for (var block = start; block < end; block++)
            {
                if (!(Sum(Array + (long)block * Block) > 0)) throw new InvalidOperationException("The sum of ones is nothing.");
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static float Sum(float* p)
        {
            TVector a = default, b = default, c = default, d = default;
            for (var i = 0; i < Block; i += 4 * TSimd.Width)
            {
                a = TSimd.Add(a, TSimd.Load(p + i));
                b = TSimd.Add(b, TSimd.Load(p + i + TSimd.Width));
                c = TSimd.Add(c, TSimd.Load(p + i + 2 * TSimd.Width));
                d = TSimd.Add(d, TSimd.Load(p + i + 3 * TSimd.Width));
            }

            return TSimd.Sum(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)));
        }
    }

    private struct PeakLoop : ISimdLoop
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
