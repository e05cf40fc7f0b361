namespace Likeness;

/// <summary>
/// What pictures are searched for: one picture or several, for and against. Any file, bytes, or a picture of the library, which is found by its
/// path even when its file is gone.
/// </summary>
public sealed record SearchQuery
{
    private SearchQuery(IReadOnlyList<Example> wanted, IReadOnlyList<Example> unwanted) => (For, Against) = (wanted, unwanted);

    /// <summary>Pictures that hits are to be like; at least one.</summary>
    internal IReadOnlyList<Example> For { get; }

    /// <summary>Pictures that hits are not to be like.</summary>
    internal IReadOnlyList<Example> Against { get; }

    /// <summary>A picture file, or a picture of the library.</summary>
    /// <param name="path">A full path, or one from the current folder.</param>
    public static SearchQuery FromFile(string path) => new([new Example(path, null)], []);

    /// <summary>A picture in memory.</summary>
    /// <param name="file">All bytes of a picture file: JPEG, PNG or whatever else can be read. They must not change until the search ends.</param>
    /// <param name="name">What the answer and errors call it.</param>
    public static SearchQuery FromBytes(ReadOnlyMemory<byte> file, string name = "picture") => new([new Example(name, file)], []);

    /// <summary>A picture from a stream, which is read to its end here.</summary>
    /// <param name="stream">A picture file.</param>
    /// <param name="name">What the answer and errors call it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<SearchQuery> FromStreamAsync(Stream stream, string name = "picture", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, cancellationToken).ConfigureAwait(false);
        return FromBytes(memory.ToArray(), name);
    }

    /// <summary>The same as <see cref="FromFile"/>.</summary>
    public static implicit operator SearchQuery(string path) => FromFile(path);

    /// <summary>Also like what another query asks for: hits are like the mean of all.</summary>
    public SearchQuery And(SearchQuery other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. For, .. other.For], [.. Against, .. other.Against]);
    }

    /// <summary>Unlike what another query asks for: the query moves away from it by a quarter of the way between the two (Rocchio).</summary>
    public SearchQuery Not(SearchQuery other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. For, .. other.Against], [.. Against, .. other.For]);
    }

    /// <summary>What the answer calls it.</summary>
    public override string ToString() => string.Join(", ", [.. For.Select(example => example.FullName), .. Against.Select(example => $"not {example.FullName}")]);

    /// <summary>One picture of a query.</summary>
    /// <param name="Name">Its path, or what it is called.</param>
    /// <param name="Bytes">Its file in memory; null where it is read from its path.</param>
    internal sealed record Example(string Name, ReadOnlyMemory<byte>? Bytes)
    {
        /// <summary>The name; of a file its full path.</summary>
        public string FullName => Bytes is null ? Path.GetFullPath(Name) : Name;
    }
}

/// <summary>A picture of a query is none that can be used; other queries to the same library may do.</summary>
public sealed class UnusableQueryException(string message, Exception? cause = null) : UnusableInputException(message, cause);
