using Likeness.Descriptors.Codes;
using Likeness.Descriptors.Colour;
using Likeness.Descriptors.Processing;
using Likeness.Descriptors.Triplet;
using Likeness.Library;

namespace Likeness.Descriptors;

/// <summary>All kinds of descriptors that a program knows, by name. A new kind costs one line: here, or in <see cref="With"/> where it lives in another assembly.</summary>
public sealed class DescriptorRegistry
{
    private readonly IReadOnlyList<IDescriptorSource> sources;

    private DescriptorRegistry(IReadOnlyList<IDescriptorSource> sources) => this.sources = sources;

    /// <summary>Those that come with this assembly.</summary>
    public static DescriptorRegistry Standard { get; } = new(
    [
        new CodesDescriptorSource(),
        new ColourDescriptorSource(),
        new TripletDescriptorSource(),
    ]);

    /// <summary>The names of all.</summary>
    public IReadOnlyList<string> Names => [.. sources.Select(source => source.Name)];

    /// <summary>These and one more.</summary>
    /// <exception cref="ArgumentException">Its name is taken.</exception>
    public DescriptorRegistry With(IDescriptorSource source) => Names.Contains(source.Name)
        ? throw new ArgumentException($"There is a descriptor '{source.Name}' already.", nameof(source))
        : new DescriptorRegistry([.. sources, source]);

    /// <summary>The names of those whose needs a library meets.</summary>
    public IReadOnlyList<string> In(LibraryLayout library) => [.. sources.Where(source => source.IsIn(library)).Select(source => source.Name)];

    /// <summary>Opens a library's descriptor.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="library">The library that it belongs to.</param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <param name="few">Whether it is for a picture or two, such as a query.</param>
    /// <exception cref="WrongSettingsException">No descriptor has this name.</exception>
    /// <exception cref="UnusableInputException">The library lacks what it needs.</exception>
    /// <exception cref="DamagedDataException">What it needs is damaged, or does not belong together.</exception>
    public IDescriptor Open(string name, LibraryLayout library, int threads = 0, bool few = false) =>
        Open(name, new DescriptorOpening(library, this) { Threads = threads, Few = few });

    /// <summary>The same, on behalf of a descriptor that stands on this one.</summary>
    /// <inheritdoc cref="Open(string, LibraryLayout, int, bool)"/>
    public IDescriptor Open(string name, DescriptorOpening opening)
    {
        var raw = OpenRaw(name, opening);
        try
        {
            return PostProcess(raw, PostProcessingFile.Find(opening.Library, name));
        }
        catch
        {
            raw.Dispose();
            throw;
        }
    }

    /// <summary>The pictures that the training of a library's descriptor held back; null where it is not trained on pictures, or not known here.</summary>
    internal IReadOnlyList<string>? HeldBack(string name, LibraryLayout library) => sources.FirstOrDefault(source => source.Name == name)?.HeldBack(library);

    /// <summary>Opens a library's descriptor without the library's post-processing.</summary>
    internal IDescriptor OpenRaw(string name, DescriptorOpening opening)
    {
        var source = sources.FirstOrDefault(source => source.Name == name)
            ?? throw new WrongSettingsException($"descriptor is '{name}'; it has to be one of {string.Join(", ", Names)}.");
        return source.Open(opening);
    }

    /// <summary>Components that are not fitted, or were fitted to other vectors, are left out: the vectors are then those that they will be fitted to.</summary>
    internal static IDescriptor PostProcess(IDescriptor raw, PostProcessingFile? file)
    {
        if (file is null) return raw;
        var settings = file.IsFitted && (!file.Settings.NeedsFitting || file.RawFingerprint == PostProcessedDescriptor.RawFingerprint(raw, file.Settings))
            ? file.Settings : PostProcessedDescriptor.BeforeFitting(file.Settings);
        return settings == PostProcessing.None ? raw
            : new PostProcessedDescriptor(raw, settings, settings.NeedsFitting ? file.Components : null, settings.NeedsFitting ? file.Digest : "");
    }
}
