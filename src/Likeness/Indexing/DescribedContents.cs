using System.Collections.Concurrent;
using Likeness.Catalog;
using Likeness.Descriptors;

namespace Likeness.Indexing;

/// <summary>Which contents have vectors of which descriptors in the catalog. Safe to use from several threads.</summary>
internal sealed class DescribedContents
{
    /// <summary>Bits of a mask.</summary>
    public const int MostDescriptors = 32;

    private readonly ConcurrentDictionary<ContentHash, uint> masks = new();
    private readonly ConcurrentDictionary<ContentHash, bool> anew = new();
    private readonly uint all;

    public DescribedContents(ICatalog catalog, IReadOnlyList<IDescriptor> descriptors)
    {
        all = uint.MaxValue >> (MostDescriptors - descriptors.Count);
        for (var i = 0; i < descriptors.Count; i++)
        foreach (var content in catalog.Described(descriptors[i].Name))
            masks[content] = masks.GetValueOrDefault(content) | (1u << i);
    }

    public bool IsComplete(ContentHash content) => Missing(content) == 0;

    /// <summary>A bit for each descriptor that has yet to describe the content.</summary>
    public uint Missing(ContentHash content) => all & ~masks.GetValueOrDefault(content);

    /// <summary>The same where what was described before this run does not count.</summary>
    public uint MissingAgain(ContentHash content) => anew.ContainsKey(content) ? 0 : all;

    public void SetComplete(ContentHash content)
    {
        masks[content] = all;
        anew[content] = true;
    }
}
