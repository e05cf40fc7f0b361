using System.Numerics.Tensors;
using Likeness.Catalog;
using Likeness.Descriptors;
using Likeness.Diagnostics;
using Likeness.Indexing;

namespace Likeness.Ranking;

/// <summary>Turns the pictures of a query into one vector for each descriptor.</summary>
/// <param name="source">Reads pictures.</param>
/// <param name="catalog">Has vectors of those of the library.</param>
/// <param name="descriptors">What describes them, in order.</param>
internal sealed class QueryReading(IPictureSource source, ICatalogReader catalog, IReadOnlyList<IDescriptor> descriptors)
{
    // Rocchio's share of what is not wanted.
    private const float Away = 0.25f;

    /// <summary>Reads and describes.</summary>
    /// <param name="query">The pictures.</param>
    /// <param name="ready">Is done between decoding, which tells a query that is no picture at once, and describing.</param>
    /// <param name="cancellationToken">Ends it between two pictures.</param>
    /// <returns>The vectors in the order of the descriptors, and the contents of all pictures.</returns>
    /// <exception cref="UnusableQueryException">One is no picture that can be used.</exception>
    public async Task<(IReadOnlyList<ReadOnlyMemory<float>> Vectors, IReadOnlyList<ContentHash> Contents)> ReadAsync(
        SearchQuery query, Func<ValueTask> ready, CancellationToken cancellationToken)
    {
        var wanted = new List<Read>();
        var unwanted = new List<Read>();
        foreach (var example in query.For) wanted.Add(await OpenAsync(example, cancellationToken).ConfigureAwait(false));
        foreach (var example in query.Against) unwanted.Add(await OpenAsync(example, cancellationToken).ConfigureAwait(false));
        await ready().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        using var stage = Stages.Begin("describe the query");
        ReadOnlyMemory<float>[] vectors = [.. descriptors.Select((_, i) => (ReadOnlyMemory<float>)Combine(i, wanted, unwanted))];
        return (vectors, [.. wanted.Concat(unwanted).Select(read => read.Content).Distinct()]);
    }

    private float[] Combine(int descriptor, List<Read> wanted, List<Read> unwanted)
    {
        var mean = Mean(descriptor, wanted);
        if (unwanted.Count == 0) return mean;
        var away = Mean(descriptor, unwanted);
        TensorPrimitives.Subtract(mean, away, away);
        TensorPrimitives.MultiplyAdd(away, Away, mean, mean);
        return mean;
    }

    private float[] Mean(int descriptor, List<Read> pictures)
    {
        var mean = Describe(descriptor, pictures[0]);
        for (var i = 1; i < pictures.Count; i++) TensorPrimitives.Add(mean, Describe(descriptor, pictures[i]), mean);
        if (pictures.Count > 1) TensorPrimitives.Divide(mean, (float)pictures.Count, mean);
        return mean;
    }

    private float[] Describe(int descriptor, Read picture)
    {
        if (picture.Stored is { } stored) return stored[descriptor];
        var vector = new float[descriptors[descriptor].Dimensions];
        descriptors[descriptor].Describe(picture.Pixels![descriptor], 1, vector);
        return float.IsFinite(TensorPrimitives.MaxMagnitude<float>(vector)) ? vector : throw Unusable(
            picture.Name, $"the descriptor '{descriptors[descriptor].Name}' makes numbers of it that are not finite (NaN or infinite)", null);
    }

    private async Task<Read> OpenAsync(SearchQuery.Example example, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var name = example.FullName;
        if (example.Bytes is null && !File.Exists(name) && await StoredAsync(name, cancellationToken).ConfigureAwait(false) is { } stored) return stored;
        try
        {
            using var reader = source.CreateReader();
            var content = example.Bytes is { } bytes ? reader.Open(bytes) : reader.Open(name);
            using var decoding = Stages.Begin("decode the query");
            return new Read(name, content, [.. descriptors.Select(descriptor => Decode(reader, descriptor))], null);
        }
        catch (Exception failure) when (failure is UnusableInputException or IOException or UnauthorizedAccessException)
        {
            throw Unusable(name, failure.Message.TrimEnd('.'), failure);
        }
    }

    /// <summary>A picture of the library whose file is gone; null where the library does not know it, or has not all of its vectors.</summary>
    private async Task<Read?> StoredAsync(string path, CancellationToken cancellationToken)
    {
        var paths = await PicturePaths.ReadAsync(catalog, cancellationToken).ConfigureAwait(false);
        foreach (var key in paths.KeysOf(path))
        {
            if (await catalog.PictureAtAsync(key, cancellationToken).ConfigureAwait(false) is not { } picture) continue;
            var vectors = new List<float[]>();
            foreach (var descriptor in descriptors)
            {
                if (await catalog.VectorAsync(descriptor.InCatalog(), picture.Content, cancellationToken).ConfigureAwait(false) is { } vector)
                    vectors.Add(vector.ToArray());
            }

            if (vectors.Count == descriptors.Count) return new Read(path, picture.Content, null, vectors);
        }

        return null;
    }

    private static byte[] Decode(IPictureReader reader, IDescriptor descriptor)
    {
        var pixels = new byte[descriptor.PictureHeight * descriptor.PictureWidth * 3];
        reader.Decode(descriptor.PictureHeight, descriptor.PictureWidth, pixels);
        return pixels;
    }

    private static UnusableQueryException Unusable(string name, string why, Exception? cause) =>
        new($"The query '{name}' cannot be used: {why}. Name a picture file.", cause);

    /// <summary>A picture that was read: decoded for each descriptor, or with its vectors from the catalog.</summary>
    private sealed record Read(string Name, ContentHash Content, IReadOnlyList<byte[]>? Pixels, IReadOnlyList<float[]>? Stored);
}
