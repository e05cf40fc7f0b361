using FsCheck;
using FsCheck.Fluent;
using Likeness.Search.Flat;
using Likeness.Testing.Search;

namespace Likeness.Search.Tests.Flat;

/// <summary>Any sequence of adding, removing and searching agrees with a dictionary that is searched by brute force.</summary>
public sealed class IndexFlatProperties
{
    private const int Dimensions = 5;

    [Fact]
    public void Agrees_with_a_dictionary_after_any_sequence_of_additions_and_removals()
    {
        // Few ids and few values, so that removals hit, ids come back and distances tie.
        var step = from id in Gen.Choose(0, 12)
                   from add in Gen.Elements(true, true, false)
                   from values in Gen.Choose(-2, 2).ArrayOf(Dimensions)
                   select (Id: (long)id, add, Vector: values.Select(value => (float)value).ToArray());
        Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var index = new IndexFlat(Dimensions, Metric.Euclidean);
            var model = new Dictionary<long, float[]>();
            foreach (var (id, add, vector) in steps)
            {
                if (!add) Assert.Equal(model.Remove(id) ? 1 : 0, index.Remove([id]));
                else if (model.TryAdd(id, vector)) index.Add(vector, [id]);
                else Assert.Throws<ArgumentException>(() => index.Add(vector, [id]));
            }
            var distances = new float[13];
            var ids = new long[13];
            index.Search(new float[Dimensions], 13, distances, ids);
            var expected = BruteForce.Nearest(model, new float[Dimensions], 13, Metric.Euclidean);
            Assert.Equal(expected.Select(hit => hit.Id), ids.Take(index.Count));
            Assert.Equal(expected.Select(hit => (float)hit.Distance), distances.Take(index.Count));
        }).QuickCheckThrowOnFailure();
    }
}
