using Likeness.Descriptors;
using Likeness.Onnx;

namespace Likeness.Cli.Operations;

/// <summary>All descriptors that the commands know.</summary>
internal static class KnownDescriptors
{
    /// <summary>Those of the library, and those that have an assembly of their own.</summary>
    public static DescriptorRegistry All { get; } = DescriptorRegistry.Standard.With(new OnnxDescriptorSource());
}
