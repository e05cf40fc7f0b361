using Likeness.Neural.Layers;
using Likeness.Testing.Layers;

namespace Likeness.Neural.Tests.Layers;

public sealed class LayerConformanceTests
{
    [Fact]
    public void Every_layer_of_the_library_has_its_conformance_tests()
    {
        var layers = typeof(Layer).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Layer)) && !t.IsAbstract).ToList();
        var tested = typeof(LayerConformanceTests).Assembly.GetTypes()
            .Where(t => t.BaseType is { IsGenericType: true } suite && suite.GetGenericTypeDefinition() == typeof(LayerConformance<>))
            .Select(t => t.BaseType!.GetGenericArguments()[0]);

        Assert.True(layers.Count >= 10, $"only {layers.Count} layers were found");
        Assert.Empty(layers.Except(tested));
    }
}
