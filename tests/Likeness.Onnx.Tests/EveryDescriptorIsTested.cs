using Likeness.Descriptors;

namespace Likeness.Onnx.Tests;

public sealed class EveryDescriptorIsTested
{
    [Fact]
    public void Every_descriptor_here_has_tests_named_after_it_that_make_the_demands_on_every_descriptor()
    {
        var descriptors = typeof(OnnxDescriptor).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IDescriptor)));
        Assert.Equal([nameof(OnnxDescriptor)], descriptors.Select(type => type.Name));
        Assert.True(OnnxDescriptorTests.Demands.Count >= 7, "the demands of the conformance suite were not found");
    }
}
