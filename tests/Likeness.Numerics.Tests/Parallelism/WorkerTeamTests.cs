using Likeness.Numerics.Parallelism;

namespace Likeness.Numerics.Tests.Parallelism;

public sealed unsafe class WorkerTeamTests
{
    public static TheoryData<int> Threads => [1, 2, 3, 8];

    [Theory]
    [MemberData(nameof(Threads))]
    public void For_does_every_item_once(int threads)
    {
        using var team = new WorkerTeam(threads);
        foreach (var items in new[] { 0, 1, 2, 3, 7, 100, 1000 })
        foreach (var chunk in new[] { 0, 1, 3, 64, 5000 })
        {
            var counts = new int[items + 1];
            team.For(items, new Count { Counts = counts }, chunk);
            Assert.All(counts[..items], c => Assert.Equal(1, c));
            Assert.Equal(0, counts[items]);
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void A_loop_within_a_loop_is_refused_and_the_team_goes_on(int threads)
    {
        using var team = new WorkerTeam(threads);
        Assert.Contains(
            "loop within a loop", Assert.Throws<InvalidOperationException>(() => team.For(50, new Nested { Team = team })).Message,
            StringComparison.Ordinal);
        var counts = new int[100];
        team.For(counts.Length, new Count { Counts = counts });
        Assert.All(counts, c => Assert.Equal(1, c));
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void A_second_user_is_refused_while_the_first_one_runs(int threads)
    {
        using var team = new WorkerTeam(threads);
        team.For(1, new OtherThread { Team = team });
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Split_gives_each_worker_the_same_run_every_time(int threads)
    {
        using var team = new WorkerTeam(threads);
        foreach (var items in new[] { 0, 1, 2, 5, 100 })
        {
            for (var repetition = 0; repetition < 20; repetition++)
            {
                var owners = new int[items];
                Array.Fill(owners, -1);
                team.Split(items, new Own { Owners = owners });
                for (var i = 0; i < items; i++)
                {
                    Assert.InRange(owners[i], 0, threads - 1);
                    Assert.InRange(i, (int)((long)items * owners[i] / threads), (int)((long)items * (owners[i] + 1) / threads) - 1);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void An_exception_in_the_body_reaches_the_caller_and_the_team_goes_on(int threads)
    {
        using var team = new WorkerTeam(threads);
        for (var repetition = 0; repetition < 10; repetition++)
        {
            for (var bad = 0; bad < 5; bad++)
            {
                var work = new Throw { Item = bad * 20 };
                var error = Assert.Throws<InvalidOperationException>(() => team.For(100, work));
                Assert.Equal($"item {bad * 20}", error.Message);
            }

            var counts = new int[50];
            team.For(50, new Count { Counts = counts });
            Assert.All(counts, c => Assert.Equal(1, c));
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void After_an_exception_no_worker_begins_another_chunk(int threads)
    {
        using var team = new WorkerTeam(threads);
        var counts = new int[1_000_000];
        Assert.Throws<InvalidOperationException>(() => team.For(counts.Length, new CountUntil { Counts = counts, Bad = 3 }));
        Assert.InRange(counts.Count(count => count > 0), 1, counts.Length - 1);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void A_team_is_disposed_of_once_and_refuses_loops_afterwards(int threads)
    {
        var team = new WorkerTeam(threads);
        team.For(100, new Count { Counts = new int[100] });
        team.Dispose();
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => team.For(100, new Count { Counts = new int[100] }));
        Assert.Throws<ObjectDisposedException>(() => team.Split(100, new Count { Counts = new int[100] }));
    }

    [Fact]
    public void Many_short_loops_lose_nothing()
    {
        using var team = new WorkerTeam(4);
        var counts = new int[10];
        for (var i = 0; i < 500; i++) team.For(10, new Count { Counts = counts });
        Assert.All(counts, c => Assert.Equal(500, c));
    }

    [Fact]
    public void A_loop_allocates_nothing()
    {
        using var team = new WorkerTeam(2);
        var counts = new int[10];
        team.For(10, new Count { Counts = counts });
        team.Split(10, new Count { Counts = counts });
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            team.For(10, new Count { Counts = counts });
            team.Split(10, new Count { Counts = counts });
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    [Fact]
    public void Zero_threads_mean_one_per_processor_and_fewer_are_refused()
    {
        using var team = new WorkerTeam();
        Assert.Equal(Environment.ProcessorCount, team.Threads);
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerTeam(-1));
    }

    [Fact]
    public void Scratch_is_the_workers_own_aligned_kept_and_grown()
    {
        using var team = new WorkerTeam(2);
        float* first = team.Scratch(0, 100), second = team.Scratch(1, 100);
        Assert.True(first != second);
        Assert.Equal(0, (long)first % 64);
        first[99] = 5;
        Assert.True(team.Scratch(0, 50) == first);
        Assert.Equal(5, team.Scratch(0, 100)[99]);
        var grown = team.Scratch(0, 100_000);
        grown[99_999] = 1;
        Assert.True(team.Scratch(0, 100_000) == grown);
    }

    private struct Count : IWork
    {
        public int[] Counts;

        public readonly void Run(int start, int end, int worker)
        {
            for (var i = start; i < end; i++) Interlocked.Increment(ref Counts[i]);
        }
    }

    private struct CountUntil : IWork
    {
        public int[] Counts;
        public int Bad;

        public readonly void Run(int start, int end, int worker)
        {
            for (var i = start; i < end; i++)
            {
                if (i == Bad) throw new InvalidOperationException("bad");
                Interlocked.Increment(ref Counts[i]);
            }
        }
    }

    private struct Own : IWork
    {
        public int[] Owners;

        public readonly void Run(int start, int end, int worker)
        {
            for (var i = start; i < end; i++)
            {
                Assert.Equal(-1, Owners[i]);
                Owners[i] = worker;
            }
        }
    }

    private struct Throw : IWork
    {
        public int Item;

        public readonly void Run(int start, int end, int worker)
        {
            if (start <= Item && Item < end) throw new InvalidOperationException($"item {Item}");
        }
    }

    private struct Nested : IWork
    {
        public WorkerTeam Team;

        public readonly void Run(int start, int end, int worker) => Team.For(2, new Count { Counts = new int[2] });
    }

    private struct OtherThread : IWork
    {
        public WorkerTeam Team;

        public readonly void Run(int start, int end, int worker)
        {
            var team = Team;
            Exception? refused = null;
            var other = new Thread(() => refused = Record.Exception(() => team.For(2, new Count { Counts = new int[2] })));
            other.Start();
            other.Join();
            Assert.IsType<InvalidOperationException>(refused);
        }
    }
}
