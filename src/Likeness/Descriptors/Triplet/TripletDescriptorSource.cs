using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Training;

namespace Likeness.Descriptors.Triplet;

/// <summary>Opens the embedding that a library learned from labels.</summary>
internal sealed class TripletDescriptorSource : IDescriptorSource
{
    public string Name => TripletDescriptor.StandardName;

    public bool IsIn(LibraryLayout library) => File.Exists(FileIn(library));

    public IReadOnlyList<string>? HeldBack(LibraryLayout library) =>
        IsIn(library) ? EmbeddingFile.ReadHeader(FileIn(library)).Record.ValidationPictures : null;

    public IDescriptor Open(DescriptorOpening opening) =>
        TripletDescriptor.Load(FileIn(opening.Library), name => opening.Registry.Open(name, opening), opening.Threads);

    private static string FileIn(LibraryLayout library) => new TrainingFiles(library, TrainingObjective.Triplet).Result;
}
