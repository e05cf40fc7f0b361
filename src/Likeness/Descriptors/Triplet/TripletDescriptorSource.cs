using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Training.Triplets;

namespace Likeness.Descriptors.Triplet;

/// <summary>Opens the embedding that a library learned from labels.</summary>
internal sealed class TripletDescriptorSource : IDescriptorSource
{
    public string Name => TripletDescriptor.StandardName;

    public bool IsIn(LibraryLayout library) => File.Exists(new TripletFiles(library).Descriptor);

    public IReadOnlyList<string>? HeldBack(LibraryLayout library) =>
        IsIn(library) ? EmbeddingFile.ReadHeader(new TripletFiles(library).Descriptor).Record.ValidationPictures : null;

    public IDescriptor Open(DescriptorOpening opening) =>
        TripletDescriptor.Load(new TripletFiles(opening.Library).Descriptor, name => opening.Registry.Open(name, opening), opening.Threads);
}
