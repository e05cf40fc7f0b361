using Likeness.Library;

namespace Likeness.Descriptors;

/// <summary>For whom and for what a descriptor is opened.</summary>
/// <param name="Library">The library whose descriptor it is.</param>
/// <param name="Registry">Opens the others, for descriptors that stand on another one.</param>
public sealed record DescriptorOpening(LibraryLayout Library, DescriptorRegistry Registry)
{
    /// <summary>Threads to compute with; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Whether it is for a picture or two, such as a query: ready soon then counts for more than throughput.</summary>
    public bool Few { get; init; }
}
