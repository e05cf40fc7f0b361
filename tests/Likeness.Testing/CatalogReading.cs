using Likeness.Catalog;

namespace Likeness.Testing;

/// <summary>Reading a catalog by names alone, as tests like it.</summary>
public static class CatalogReading
{
    /// <summary>Hands over every vector of the descriptor that the catalog has under a name.</summary>
    public static void ReadVectors(this ICatalog catalog, string descriptor, VectorReceiver receive) =>
        catalog.ReadVectors(catalog.Descriptors().Single(known => known.Name == descriptor), receive);
}
