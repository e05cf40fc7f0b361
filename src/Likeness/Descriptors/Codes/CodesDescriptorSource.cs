using Likeness.Library;

namespace Likeness.Descriptors.Codes;

/// <summary>Opens the codes of a library's model.</summary>
internal sealed class CodesDescriptorSource : IDescriptorSource
{
    public string Name => CodesDescriptor.StandardName;

    public bool IsIn(LibraryLayout library) => File.Exists(library.Model);

    public IDescriptor Open(DescriptorOpening opening) =>
        opening.Few ? CodesDescriptor.Begin(opening.Library.Model, opening.Threads) : CodesDescriptor.Load(opening.Library.Model, opening.Threads);
}
