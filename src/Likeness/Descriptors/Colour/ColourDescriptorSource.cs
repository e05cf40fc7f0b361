using Likeness.Library;
using Likeness.Neural.Files;

namespace Likeness.Descriptors.Colour;

/// <summary>Opens the colours, at the size of the library's model, so that a picture is fitted once for both.</summary>
internal sealed class ColourDescriptorSource : IDescriptorSource
{
    public string Name => ColourDescriptor.StandardName;

    /// <summary>It needs nothing.</summary>
    public bool IsIn(LibraryLayout library) => true;

    public IDescriptor Open(DescriptorOpening opening)
    {
        var model = File.Exists(opening.Library.Model) ? ModelFile.ReadHeader(opening.Library.Model).Settings : null;
        var side = BandedColourHistogram.EnoughPixels;
        return new ColourDescriptor(model?.Height ?? side, model?.Width ?? side, opening.Few ? 1 : opening.Threads);
    }
}
