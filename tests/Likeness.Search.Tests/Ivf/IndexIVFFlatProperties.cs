using FsCheck;
using FsCheck.Fluent;
using Likeness.Search.Ivf;
using Likeness.Testing.Search;

namespace Likeness.Search.Tests.Ivf;

/// <summary>Any sequence of adding, removing and searching agrees with a dictionary that is searched by brute force.</summary>
public sealed class IndexIVFFlatProperties
{
    [Fact]
    public void Agrees_with_a_dictionary_after_any_sequence_of_additions_and_removals()
    {
        // Few ids and few places, so that removals hit rows that others have moved into.
        var step = from id in Gen.Choose(0, 12)
                   from add in Gen.Elements(true, true, false)
                   from value in Gen.Choose(-3, 3)
                   select (Id: (long)id, add, Vector: new[] { value, 1f });
        Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var index = new IndexIVFFlat(2, Metric.Euclidean, [-2, 1, 1, 1], probes: 2);
            var model = new Dictionary<long, float[]>();
            foreach (var (id, add, vector) in steps)
            {
                if (!add) Assert.Equal(model.Remove(id) ? 1 : 0, index.Remove([id]));
                else if (model.TryAdd(id, vector)) index.Add(vector, [id]);
                else Assert.Throws<ArgumentException>(() => index.Add(vector, [id]));
            }

            var (distances, ids) = (new float[13], new long[13]);
            index.Search([0, 1], 13, distances, ids);
            var expected = BruteForce.Nearest(model, [0, 1], 13, Metric.Euclidean);
            Assert.Equal(model.Count, index.Count);
            Assert.Equal(model.Count, index.CellSizes.Sum());
            Assert.Equal(expected.Select(hit => hit.Id), ids.Take(index.Count));
            Assert.Equal(expected.Select(hit => (float)hit.Distance), distances.Take(index.Count));
        }).QuickCheckThrowOnFailure();
    }
}
