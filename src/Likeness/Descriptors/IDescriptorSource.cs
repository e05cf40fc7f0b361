using Likeness.Library;

namespace Likeness.Descriptors;

/// <summary>A kind of descriptor: opens a library's descriptor of one name. It keeps nothing, and is safe to use from several threads.</summary>
public interface IDescriptorSource
{
    /// <summary>The name of the descriptors that it opens, unique within a registry.</summary>
    string Name { get; }

    /// <summary>Whether the library has what the descriptor needs. It looks for files, not into them.</summary>
    bool IsIn(LibraryLayout library);

    /// <summary>Opens the library's descriptor of this name.</summary>
    /// <exception cref="UnusableInputException">The library lacks what it needs; the message says how to come by it.</exception>
    /// <exception cref="DamagedDataException">What it needs is damaged, or does not belong together.</exception>
    IDescriptor Open(DescriptorOpening opening);
}
