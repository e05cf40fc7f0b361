using Likeness.Catalog;
using Likeness.Library;

namespace Likeness.Descriptors;

/// <summary>
/// The descriptors that an open library describes queries with: each stays open for the next search, until its vectors are in use no longer. Safe to
/// use from several threads.
/// </summary>
/// <param name="layout">Where the library is.</param>
/// <param name="registry">The kinds of descriptors that it knows.</param>
/// <param name="threads">Threads to compute with; 0 for one per processor.</param>
internal sealed class OpenDescriptors(LibraryLayout layout, DescriptorRegistry registry, int threads) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<CatalogDescriptor, Opened> opened = [];

    /// <summary>Gives the descriptor that made the vectors in use, to be disposed when it is not needed any more.</summary>
    /// <param name="wanted">What made the vectors.</param>
    /// <exception cref="DamagedDataException">The library's descriptor of this name is another one now, and the former is not kept.</exception>
    /// <exception cref="UnusableInputException">The library lacks what it needs.</exception>
    /// <exception cref="WrongSettingsException">No descriptor has this name.</exception>
    public Lease Rent(CatalogDescriptor wanted)
    {
        lock (gate)
        {
            if (!opened.TryGetValue(wanted, out var found)) opened.Add(wanted, found = new Opened(Open(wanted)));
            found.Users++;
            return new Lease(this, found);
        }
    }

    /// <summary>Closes those that are in use no longer.</summary>
    /// <param name="current">What made the vectors in use.</param>
    public void Retire(IReadOnlyCollection<CatalogDescriptor> current)
    {
        lock (gate)
        {
            foreach (var (wanted, former) in opened.Where(entry => !current.Contains(entry.Key)).ToList())
            {
                opened.Remove(wanted);
                former.IsRetired = true;
                if (former.Users == 0) former.Descriptor.Dispose();
            }
        }
    }

    public void Dispose() => Retire([]);

    private IDescriptor Open(CatalogDescriptor wanted)
    {
        LikenessException? failure = null;
        IDescriptor? other = null;
        foreach (var place in KeptDescriptors.All(layout).Prepend(layout))
        {
            try
            {
                var candidate = registry.Open(wanted.Name, place, threads, few: true);
                if (candidate.InCatalog() == wanted)
                {
                    other?.Dispose();
                    return candidate;
                }

                if (other is null) other = candidate;
                else candidate.Dispose();
            }
            catch (Exception missing) when (missing is UnusableInputException or DamagedDataException)
            {
                failure ??= (LikenessException)missing;
            }
        }

        if (other is null) throw failure!;
        var now = other.InCatalog();
        other.Dispose();
        throw new DamagedDataException(
            $"The library was indexed by another '{wanted.Name}' (fingerprint {wanted.Fingerprint}, {wanted.Dimensions} dimensions) than the one in use "
            + $"({now.Fingerprint}, {now.Dimensions} dimensions); their vectors cannot be compared. Index the pictures again.");
    }

    private void Return(Opened returned)
    {
        lock (gate)
        {
            if (--returned.Users == 0 && returned.IsRetired) returned.Descriptor.Dispose();
        }
    }

    /// <summary>A descriptor for a while.</summary>
    internal sealed class Lease(OpenDescriptors owner, Opened opened) : IDisposable
    {
        private Opened? opened = opened;

        public IDescriptor Descriptor => opened!.Descriptor;

        public void Dispose()
        {
            if (opened is null) return;
            owner.Return(opened);
            opened = null;
        }
    }

    /// <summary>A descriptor that is open, and how many use it.</summary>
    internal sealed class Opened(IDescriptor descriptor)
    {
        public IDescriptor Descriptor { get; } = descriptor;

        public int Users { get; set; }

        public bool IsRetired { get; set; }
    }
}

/// <summary>Descriptors as a catalog knows them.</summary>
internal static class DescriptorsInCatalog
{
    /// <summary>What the catalog records of a descriptor's vectors.</summary>
    public static CatalogDescriptor InCatalog(this IDescriptor descriptor) =>
        new(descriptor.Name, descriptor.Fingerprint, descriptor.Dimensions, descriptor.Metric);
}
