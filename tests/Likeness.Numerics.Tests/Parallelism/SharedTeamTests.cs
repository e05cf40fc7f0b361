using Likeness.Numerics.Parallelism;

namespace Likeness.Numerics.Tests.Parallelism;

public sealed class SharedTeamTests
{
    public static TheoryData<int> Workers => [0, 1, 2, 3, 100];

    [Theory]
    [MemberData(nameof(Workers))]
    public void Every_item_is_done_once_by_no_more_workers_than_were_asked_for(int workers)
    {
        foreach (var items in new[] { 0, 1, 2, 7, 1000 })
        foreach (var chunk in new[] { 0, 1, 3, 64, 5000 })
        {
            var work = new Count { Counts = new int[items], Most = SharedTeam.Workers(workers) };
            SharedTeam.For(items, work, chunk, workers);
            Assert.All(work.Counts, count => Assert.Equal(1, count));
        }

        Assert.InRange(SharedTeam.Workers(workers), 1, SharedTeam.Threads);
    }

    [Fact]
    public void Fewer_than_no_workers_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedTeam.For(2, default(Count), workers: -1));

    [Fact]
    public void A_loop_within_a_loop_runs_on_the_thread_that_begins_it()
    {
        var counts = new int[40];
        SharedTeam.For(40, (item, _) =>
        {
            var thread = Environment.CurrentManagedThreadId;
            SharedTeam.For(10, (_, worker) =>
            {
                Assert.Equal((thread, 0), (Environment.CurrentManagedThreadId, worker));
                Interlocked.Increment(ref counts[item]);
            });
        });
        Assert.All(counts, count => Assert.Equal(10, count));
    }

    [Fact]
    public void Whoever_comes_while_another_has_the_team_computes_alone_and_does_not_wait()
    {
        using var inside = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        // The team may be another test's at the moment: then this loop runs alone, and both are told apart by nothing.
        var first = new Thread(() => SharedTeam.For(2, (_, _) =>
        {
            inside.Set();
            go.Wait();
        }));
        first.Start();
        inside.Wait();
        var done = 0;
        SharedTeam.For(100, (_, _) => Interlocked.Increment(ref done));
        Assert.Equal(100, done);
        go.Set();
        first.Join();
    }

    [Fact]
    public void Many_threads_at_once_lose_nothing()
    {
        var counts = new int[200];
        var threads = new Thread[6];
        for (var t = 0; t < threads.Length; t++)
        {
            threads[t] = new Thread(() =>
            {
                for (var round = 0; round < 200; round++)
                    SharedTeam.For(counts.Length, new Count { Counts = counts, Most = SharedTeam.Threads }, chunkSize: 7);
            });
            threads[t].Start();
        }

        foreach (var thread in threads) thread.Join();
        Assert.All(counts, count => Assert.Equal(1200, count));
    }

    [Fact]
    public void An_exception_reaches_the_caller_as_it_is_and_ends_the_loop_soon()
    {
        for (var round = 0; round < 20; round++)
        {
            var begun = 0;
            var thrown = Assert.Throws<InvalidDataException>(() => SharedTeam.For(1_000_000, (item, _) =>
            {
                Interlocked.Increment(ref begun);
                if (item == 10) throw new InvalidDataException("item 10");
            }));
            Assert.Equal("item 10", thrown.Message);
            Assert.InRange(begun, 1, 999_999);
        }

        var counts = new int[50];
        SharedTeam.For(50, new Count { Counts = counts, Most = SharedTeam.Threads });
        Assert.All(counts, count => Assert.Equal(1, count));
    }

    private struct Count : IWork
    {
        public int[] Counts;
        public int Most;

        public readonly void Run(int start, int end, int worker)
        {
            Assert.InRange(worker, 0, Most - 1);
            for (var i = start; i < end; i++) Interlocked.Increment(ref Counts[i]);
        }
    }
}
