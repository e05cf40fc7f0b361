using FsCheck;
using FsCheck.Fluent;
using Likeness.Search.Selection;

namespace Likeness.Search.Tests.Selection;

public sealed class NearestHeapTests
{
    [Fact]
    public void Keeps_what_sorting_everything_would_keep()
    {
        var cases = from distances in Gen.Choose(0, 40).Select(distance => distance / 4f).ListOf()
                    from k in Gen.Choose(1, 30)
                    select (distances.ToArray(), k);
        Prop.ForAll(cases.ToArbitrary(), example =>
        {
            var (distances, k) = example;
            var ids = Enumerable.Range(0, distances.Length).Select(i => (long)(i * 7919 % 1009)).ToArray();
            var heap = new NearestHeap(k);
            heap.Offer(distances, ids);
            var found = new float[k];
            var foundIds = new long[k];
            heap.Drain(found, foundIds);
            var expected = distances.Zip(ids).OrderBy(pair => pair.First).ThenBy(pair => pair.Second).Take(k).ToArray();
            Assert.Equal(expected.Select(pair => pair.Second), foundIds.Take(expected.Length));
            Assert.Equal(expected.Select(pair => pair.First), found.Take(expected.Length));
            Assert.All(foundIds.Skip(expected.Length), id => Assert.Equal(-1, id));
        }).QuickCheckThrowOnFailure();
    }
}
