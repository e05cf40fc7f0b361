using Likeness.Descriptors;
using Likeness.Testing.Descriptors;

namespace Likeness.Tests.Descriptors;

public sealed class EveryDescriptorIsTested
{
    [Fact]
    public void Every_descriptor_has_a_conformance_suite_named_after_it()
    {
        var suites = typeof(EveryDescriptorIsTested).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DescriptorConformance))).Select(type => type.Name).ToHashSet();
        var descriptors = typeof(IDescriptor).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IDescriptor))).ToArray();
        Assert.InRange(descriptors.Length, 2, int.MaxValue);
        Assert.All(descriptors, descriptor => Assert.Contains(descriptor.Name + "Tests", suites));
    }
}
