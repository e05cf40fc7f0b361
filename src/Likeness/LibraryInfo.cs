using Likeness.Catalog;

namespace Likeness;

/// <summary>What a library holds.</summary>
/// <param name="Folder">The full path of its folder.</param>
/// <param name="HasModel">Whether a model has been trained.</param>
/// <param name="Pictures">Pictures that were indexed.</param>
/// <param name="Contents">Different contents among them.</param>
/// <param name="Rejected">Files that were found to be no usable pictures.</param>
/// <param name="Roots">The folders they were indexed from.</param>
/// <param name="Descriptors">What made the vectors, and how many there are of each.</param>
/// <param name="CatalogBytes">The size of the catalog on disk, its write-ahead log included.</param>
public sealed record LibraryInfo(
    string Folder, bool HasModel, long Pictures, long Contents, long Rejected,
    IReadOnlyList<string> Roots, IReadOnlyList<DescriptorTotals> Descriptors, long CatalogBytes);

/// <summary>The vectors that a descriptor made.</summary>
/// <param name="Descriptor">Which one, with its fingerprint.</param>
/// <param name="Vectors">How many contents it has described; fewer than the library has while an index run is unfinished.</param>
public sealed record DescriptorTotals(CatalogDescriptor Descriptor, long Vectors);
