using Likeness.Library;

namespace Likeness.Catalog;

/// <summary>Opens the catalog of a library. Safe to use from several threads.</summary>
public interface ICatalogFactory
{
    /// <summary>Whether the library has a catalog yet; it looks, and makes nothing.</summary>
    bool Exists(LibraryLayout library);

    /// <summary>Opens the catalog to change it, and makes one where there is none.</summary>
    /// <exception cref="UnusableInputException">It cannot be reached or written to.</exception>
    /// <exception cref="DamagedDataException">It is damaged, or of a newer version.</exception>
    ICatalog Open(LibraryLayout library);

    /// <summary>Opens the catalog to read it, which takes no right to write.</summary>
    /// <inheritdoc cref="Open"/>
    ICatalog OpenForReading(LibraryLayout library, CancellationToken cancellationToken = default);

    /// <summary>How many bytes it takes on disk here; 0 where it is elsewhere.</summary>
    long BytesOf(LibraryLayout library);

    /// <summary>Takes a catalog that holds nothing away again.</summary>
    void Delete(LibraryLayout library);
}
