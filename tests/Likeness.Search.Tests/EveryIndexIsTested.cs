using Likeness.Testing.Search;

namespace Likeness.Search.Tests;

public sealed class EveryIndexIsTested
{
    [Fact]
    public void Every_vector_index_has_a_conformance_suite_named_after_it()
    {
        var suites = typeof(EveryIndexIsTested).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(VectorIndexConformance))).Select(type => type.Name).ToHashSet();
        var indexes = typeof(IVectorIndex).Assembly.GetTypes().Where(
            type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IVectorIndex))).ToArray();
        Assert.NotEmpty(indexes);
        Assert.All(indexes, index => Assert.Contains(index.Name + "Tests", suites));
    }
}
