using Likeness.Descriptors;
using Likeness.Library;
using Likeness.Search;

namespace Likeness.Testing.Descriptors;

/// <summary>
/// Lets a library know descriptors of a test's own: it hands out the one that is given at the moment, which stays open whoever disposes
/// of it.
/// </summary>
public sealed class GivenDescriptor(IDescriptor descriptor) : IDescriptorSource
{
    /// <summary>What it hands out from now on; another one of the same name is as another training.</summary>
    public IDescriptor Given { get; set; } = descriptor;

    public string Name => Given.Name;

    public bool IsIn(LibraryLayout library) => true;

    public IDescriptor Open(DescriptorOpening opening) => new Lent(Given);

    /// <summary>Options of a library that knows these descriptors besides those that every library does.</summary>
    public static LibraryOptions Options(Indexing.IPictureSource source, params GivenDescriptor[] given) => new()
    {
        Source = source,
        Descriptors = given.Aggregate(DescriptorRegistry.Standard, (known, one) => known.With(one)),
    };

    private sealed class Lent(IDescriptor own) : IDescriptor
    {
        public string Name => own.Name;

        public int Dimensions => own.Dimensions;

        public string Fingerprint => own.Fingerprint;

        public Metric Metric => own.Metric;

        public int PictureHeight => own.PictureHeight;

        public int PictureWidth => own.PictureWidth;

        public void Describe(ReadOnlySpan<byte> pictures, int count, Span<float> vectors) => own.Describe(pictures, count, vectors);

        public void Dispose() => GC.SuppressFinalize(this);
    }
}
