using Likeness.Catalog;
using Likeness.Catalog.Sqlite;
using Likeness.Descriptors;
using Likeness.Indexing;
using Microsoft.Extensions.Logging;

namespace Likeness;

/// <summary>What a library works with; each part has its usual default.</summary>
public sealed class LibraryOptions
{
    /// <summary>Where pictures come from: by default files on disk.</summary>
    public IPictureSource Source { get; set; } = new FileSource();

    /// <summary>The kinds of descriptors that the library knows: by default those that come with this assembly.</summary>
    public DescriptorRegistry Descriptors { get; set; } = DescriptorRegistry.Standard;

    /// <summary>The home of its catalog: by default a SQLite file in the library's folder.</summary>
    public ICatalogFactory Catalog { get; set; } = new SqliteCatalogFactory();

    /// <summary>Where it says what it did and what it could not do; null, the default, for nowhere.</summary>
    public ILogger? Logger { get; set; }

    /// <summary>Threads to compute with; 0, the default, for one per processor.</summary>
    public int Threads { get; set; }
}
