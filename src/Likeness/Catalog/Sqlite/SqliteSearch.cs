using System.Numerics.Tensors;
using Likeness.Search;
using Likeness.Search.Ivf;

namespace Likeness.Catalog.Sqlite;

/// <summary>Answers one question for the nearest, from the vectors in memory.</summary>
internal sealed class SqliteSearch
{
    private readonly SqliteReader reader;
    private readonly CatalogQuery query;
    private readonly CancellationToken cancellationToken;
    private readonly long[] generations;
    private readonly LoadedVectors[] parts;
    private readonly HashSet<long> except;

    public SqliteSearch(SqliteReader reader, SqliteVectors vectors, CatalogQuery query, CancellationToken cancellationToken)
    {
        (this.reader, this.query, this.cancellationToken) = (reader, query, cancellationToken);
        Check();
        generations = [.. query.Parts.Select(part => reader.IdOf(part.Descriptor, cancellationToken))];
        parts = [.. query.Parts.Select((part, i) => vectors.Of(reader, generations[i], part.Descriptor, cancellationToken))];
        except = [.. query.Except.Select(hash => reader.FindContent(hash, cancellationToken)).OfType<long>()];
    }

    public IReadOnlyList<CatalogNeighbor> Run()
    {
        // What was taken from the catalog a moment ago may still have a vector: such contents are passed over, and others asked for in their place.
        for (var more = parts.Length == 1 ? 0 : except.Count; ; more = 2 * more + 1)
        {
            var wanted = (int)Math.Min((long)query.K + more, parts[0].Index.Count);
            var found = wanted == 0 ? [] : query.Clusters is { } probes ? InClusters(wanted, probes) : Nearest(wanted);
            var usable = found.Where(candidate => !except.Contains(candidate.Content) && candidate.Distance <= query.MaxDistance)
                .Select(candidate => (candidate, Hash: reader.HashOfPictured(candidate.Content, cancellationToken)))
                .Where(entry => entry.Hash is not null).Take(query.K).ToList();
            if (usable.Count == query.K || found.Count < wanted || wanted == parts[0].Index.Count)
                return [.. usable.Select(entry => new CatalogNeighbor(entry.Hash!.Value, entry.candidate.Distance, entry.candidate.Parts))];
        }
    }

    private void Check()
    {
        if (query.Parts.Count == 0) throw new ArgumentException("A question without a descriptor was asked.", nameof(query));
        if (query.Parts.DistinctBy(part => part.Descriptor.Name, StringComparer.Ordinal).Take(query.Parts.Count).Count() < query.Parts.Count)
            throw new ArgumentException("A question was asked with one descriptor twice.", nameof(query));
        if (query.K < 1) throw new ArgumentException($"{query.K} contents were asked for; ask for at least 1.", nameof(query));
        if (!(query.MaxDistance >= 0)) throw new ArgumentException($"A distance of at most {query.MaxDistance} was asked for; it has to be 0 or more.", nameof(query));
        foreach (var part in query.Parts)
        {
            if (part.Vector.Length != part.Descriptor.Dimensions)
                throw new ArgumentException($"A vector of {part.Vector.Length} numbers was asked for; {part.Descriptor} has {part.Descriptor.Dimensions}.", nameof(query));
            if (!(part.Factor > 0 && float.IsFinite(part.Factor))) throw new ArgumentException($"A factor of {part.Factor} was given; it has to be above 0.", nameof(query));
        }

        if (query.Clusters is not null && (query.Parts.Count > 1 || query.Filter is not null))
            throw new ArgumentException("Clusters are those of one descriptor, and are searched without a filter.", nameof(query));
    }

    private List<(long Content, float Distance, float[] Parts)> Nearest(int wanted)
    {
        var allowed = query.Filter is { } filter ? reader.Allowed(filter, cancellationToken) : null;
        return parts.Length == 1 ? Alone(wanted, allowed) : Together(wanted, allowed);
    }

    private List<(long Content, float Distance, float[] Parts)> Alone(int wanted, HashSet<long>? allowed)
    {
        var (distances, ids) = (new float[wanted], new long[wanted]);
        parts[0].Index.Search(query.Parts[0].Vector.Span, wanted, distances, ids, new SearchOptions { Filter = Filter(allowed), CancellationToken = cancellationToken });
        return Scaled(distances, ids);
    }

    private List<(long Content, float Distance, float[] Parts)> InClusters(int wanted, int probes)
    {
        var descriptor = query.Parts[0].Descriptor;
        var clusters = reader.FindClusters(descriptor, generations[0], cancellationToken) ?? throw new UnusableInputException(
            $"The library has not been divided into clusters since its pictures were indexed by this '{descriptor.Name}'. Run likeness cluster first, or search all pictures.");
        var cells = parts[0].Cells(reader, generations[0], clusters, cancellationToken);
        if (probes < 1 || probes > cells.Cells)
            throw new WrongSettingsException($"clusters is {probes}; the library has {cells.Cells} clusters of '{descriptor.Name}': search 1 to {cells.Cells} of them.");
        var (distances, ids) = (new float[wanted], new long[wanted]);
        cells.Search(query.Parts[0].Vector.Span, wanted, distances, ids,
            new IvfSearchOptions { Probes = probes, Filter = Filter(null), CancellationToken = cancellationToken });
        return Scaled(distances, ids);
    }

    private IdFilter? Filter(HashSet<long>? allowed)
    {
        if (allowed is null) return except.Count == 0 ? null : IdFilter.Except([.. except]);
        allowed.ExceptWith(except);
        return IdFilter.Only([.. allowed]);
    }

    private List<(long Content, float Distance, float[] Parts)> Scaled(float[] distances, long[] ids)
    {
        var factor = query.Parts[0].Factor;
        var found = new List<(long Content, float Distance, float[] Parts)>();
        for (var i = 0; i < ids.Length && ids[i] >= 0; i++) found.Add((ids[i], distances[i] * factor, [distances[i]]));
        return found;
    }

    private List<(long Content, float Distance, float[] Parts)> Together(int wanted, HashSet<long>? allowed)
    {
        // By the rows of the first part; a content that another part lacks is infinitely far.
        var contents = parts[0].Index.Ids.ToArray();
        var each = new float[parts.Length][];
        var sums = new float[contents.Length];
        for (var part = 0; part < parts.Length; part++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            each[part] = DistancesOf(part, contents);
            TensorPrimitives.MultiplyAdd(each[part], query.Parts[part].Factor, sums, sums);
        }

        if (allowed is not null)
        {
            for (var row = 0; row < contents.Length; row++)
            {
                if (!allowed.Contains(contents[row])) sums[row] = float.PositiveInfinity;
            }
        }

        var (distances, rows) = (new float[wanted], new long[wanted]);
        Search.Selection.Nearest.Select(sums, distances, rows);
        var found = new List<(long Content, float Distance, float[] Parts)>();
        for (var i = 0; i < wanted && rows[i] >= 0 && !float.IsInfinity(distances[i]); i++)
            found.Add((contents[rows[i]], distances[i], [.. each.Select(part => part[rows[i]])]));
        return found;
    }

    private float[] DistancesOf(int part, long[] contents)
    {
        var own = new float[parts[part].Index.Count];
        parts[part].Index.Distances(query.Parts[part].Vector.Span, own);
        if (part == 0) return own;
        var aligned = new float[contents.Length];
        for (var row = 0; row < contents.Length; row++)
        {
            var at = parts[part].RowOf(contents[row]);
            aligned[row] = at < 0 ? float.PositiveInfinity : own[at];
        }

        return aligned;
    }
}
