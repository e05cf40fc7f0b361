using Likeness.Catalog;
using Likeness.Descriptors;
using Likeness.Descriptors.Codes;
using Likeness.Descriptors.Colour;
using Likeness.Library;

namespace Likeness.Indexing;

/// <summary>
/// Indexes with a library's descriptors by name. Where principal components have to be fitted first, pictures are described without them, which is of use already; then the
/// components are fitted to the vectors, and the vectors turned into what the descriptor gives from now on, without opening a picture again. Cut off at any instant, the next
/// run goes on from what is stored.
/// </summary>
internal sealed class IndexPass(ICatalog catalog, IPictureSource source, LibraryLayout library, DescriptorRegistry registry, IndexRequest request)
{
    private readonly List<IndexedDescriptor> descriptors = [];
    private readonly List<IDescriptor> own = []; // those of the request are their opener's

    public IndexReport Run(IReadOnlyList<string> paths, IProgress<IndexProgress>? progress, Action<string>? note, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in Names()) descriptors.Add(Plan(name));
            var readers = request.Threads > 0 ? request.Threads : Environment.ProcessorCount;
            var settings = new IndexSettings { Readers = readers, Again = request.Again };
            var indexer = new Indexer(catalog, source, [.. descriptors.Select(descriptor => descriptor.Current)], settings);
            var report = indexer.Run(paths, progress, BeforeWriting, cancellationToken);
            foreach (var descriptor in descriptors) descriptor.Fit(catalog, note, cancellationToken);
            return report;
        }
        finally
        {
            foreach (var descriptor in own) descriptor.Dispose();
        }
    }

    private IReadOnlyList<string> Names()
    {
        if (request.Descriptors.Count > 0) return request.Descriptors;
        var all = registry.In(library);
        // The model's codes are what the library is about; where there is no model, opening them says how to get one.
        var isBegun = catalog.Descriptors().Count > 0 || all.Any(name => name != ColourDescriptor.StandardName);
        return isBegun ? all : [CodesDescriptor.StandardName, .. all];
    }

    private IndexedDescriptor Plan(string name)
    {
        var raw = request.Opened.FirstOrDefault(opened => opened.Name == name);
        if (raw is null) own.Add(raw = registry.OpenRaw(name, new DescriptorOpening(library, registry) { Threads = request.Threads }));
        return IndexedDescriptor.Plan(library, raw, request.PostProcessing);
    }

    private void BeforeWriting(int found)
    {
        var most = found + catalog.Totals().Contents;
        foreach (var descriptor in descriptors) descriptor.Check(most);
        request.BeforeWriting?.Invoke();
        foreach (var descriptor in descriptors) descriptor.Begin(catalog);
    }
}
