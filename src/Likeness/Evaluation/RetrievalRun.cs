using Likeness.Catalog;
using Likeness.Descriptors;
using Likeness.Labels;
using Likeness.Library;
using Likeness.Ranking;

namespace Likeness.Evaluation;

/// <summary>Measures how well the vectors in a library's catalog find pictures of the same label. No picture is opened but those that are drawn.</summary>
internal sealed class RetrievalRun(ICatalogReader catalog, LibraryLayout library, DescriptorRegistry registry, RetrievalSettings settings)
{
    private const int K = 10;

    private string? undrawn;

    private IEnumerable<DescriptorShare> Together => settings.Together.Where(share => share.Weight > 0);

    public async Task<RetrievalReport> RunAsync(CancellationToken cancellationToken)
    {
        settings.Check();
        var (descriptors, vectors, heldBack) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var searched = settings.Protocol == RetrievalProtocol.HeldOut ? vectors.Pictures.Select(picture => !heldBack!.Contains(picture.Content.ToString())).ToArray() : null;
        var eligible = QueryChoice.All(vectors.Labels, searched);
        if (eligible.Length == 0) throw new UnusableInputException($"No picture can be a query by the protocol {settings.Protocol}: none has another picture of its label to be found. Label more of them alike.");
        var queries = QueryChoice.Sample(eligible, settings.MostQueries, settings.Seed);
        var rankings = new List<DescriptorRanking>();
        foreach (var parts in Combinations(descriptors, vectors))
            rankings.Add(Summarise(parts, RetrievalEvaluator.Score(parts, searched, queries, K, settings.Threads, cancellationToken), vectors, searched));

        return new RetrievalReport(settings.Protocol, vectors.Pictures.Count, vectors.Labels.Distinct(StringComparer.Ordinal).Count(), rankings)
        {
            Queries = queries.Length,
            Eligible = eligible.Length,
            LeftOut = vectors.Pictures.Count - eligible.Length - (searched?.Count(isSearched => isSearched) ?? 0),
            WithoutVector = vectors.WithoutVector,
            DrawingFailure = undrawn,
        };
    }

    private async Task<(IReadOnlyList<CatalogDescriptor> Descriptors, StoredVectors Vectors, HashSet<string>? HeldBack)> ReadAsync(
        CancellationToken cancellationToken)
    {
        var known = await catalog.DescriptorsAsync(cancellationToken).ConfigureAwait(false);
        var descriptors = Choose(known);
        CatalogDescriptor[] needed = [.. descriptors.Concat(Together.Select(share => Known(known, share.Descriptor))).Distinct()];
        var heldBack = settings.Protocol == RetrievalProtocol.LeaveOneOut ? null : HeldBack(needed);
        var indexed = await PicturePaths.ReadPicturesAsync(catalog, cancellationToken).ConfigureAwait(false);
        var paths = await PicturePaths.ReadAsync(catalog, cancellationToken).ConfigureAwait(false);
        var rejected = await catalog.RejectedAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var refused = rejected.Select(file => paths.Of(file.Key));
        var labels = PictureLabels.Of(settings.Labels, [.. indexed.Select(picture => picture.Path)], refused);
        var vectors = await StoredVectors.ReadAsync(
            catalog, needed, indexed, labels, settings.Protocol == RetrievalProtocol.Unseen ? heldBack : null, cancellationToken).ConfigureAwait(false);
        if (vectors.Pictures.Count > 0) return (descriptors, vectors, heldBack);
        if (vectors.WithoutVector > 0)
            throw new UnusableInputException($"None of the library's {indexed.Count} pictures has vectors of {string.Join(" and ", needed.Select(d => d.Name))}. Index them again.");
        throw new UnusableInputException($"None of the {indexed.Count} pictures can take part by the protocol {settings.Protocol}. Index the pictures that the training held back.");
    }

    private IReadOnlyList<CatalogDescriptor> Choose(IReadOnlyList<CatalogDescriptor> known)
    {
        if (known.Count == 0) throw new UnusableInputException($"The library '{library.Folder}' holds no vectors yet. Index pictures first.");
        return settings.Descriptors.Count == 0 ? known : [.. settings.Descriptors.Distinct(StringComparer.Ordinal).Select(name => Known(known, name))];
    }

    private static CatalogDescriptor Known(IReadOnlyList<CatalogDescriptor> known, string name)
    {
        return known.FirstOrDefault(descriptor => descriptor.Name == name) ?? throw new UnusableInputException(
            $"The library holds no vectors of '{name}', only of {string.Join(", ", known.Select(other => other.Name))}. Index pictures by it first (index --descriptor {name}).");
    }

    /// <summary>What no training of the descriptors has seen.</summary>
    private HashSet<string> HeldBack(IReadOnlyList<CatalogDescriptor> descriptors)
    {
        HashSet<string>? unseen = null;
        foreach (var descriptor in descriptors)
        {
            if (registry.HeldBack(descriptor.Name, library) is not { } hashes) continue;
            if (unseen is null) unseen = hashes.ToHashSet(StringComparer.Ordinal);
            else unseen.IntersectWith(hashes);
        }

        return unseen is { Count: > 0 } ? unseen : throw new UnusableInputException(
            $"The protocol {settings.Protocol} needs pictures that a training held back, and there are none for {string.Join(", ", descriptors.Select(d => d.Name))}. Train with --validation above 0, or use the protocol {RetrievalProtocol.LeaveOneOut}.");
    }

    private IEnumerable<IReadOnlyList<RankedVectors>> Combinations(IReadOnlyList<CatalogDescriptor> descriptors, StoredVectors vectors)
    {
        foreach (var descriptor in descriptors) yield return [Alone(descriptor.Name)];
        DescriptorShare[] shares = [.. Together];
        if (shares.Length == 1 && descriptors.All(descriptor => descriptor.Name != shares[0].Descriptor))
            yield return [Alone(shares[0].Descriptor)];
        if (shares.Length < 2) yield break;
        var sum = shares.Sum(share => share.Weight);
        yield return
        [
            .. shares.Select(share => new RankedVectors(
                vectors.Of(share.Descriptor), new DescriptorWeight(share.Descriptor, share.Weight / sum, vectors.Scale(share.Descriptor)))),
        ];

        RankedVectors Alone(string name) => new(vectors.Of(name), DescriptorWeight.Alone(name));
    }

    private DescriptorRanking Summarise(IReadOnlyList<RankedVectors> parts, QueryScore?[] scores, StoredVectors vectors, bool[]? searched)
    {
        QueryScore[] known = [.. scores.OfType<QueryScore>()];
        var (low, high) = BootstrapInterval.Of([.. known.Select(score => score.PrecisionAtK)]);
        var name = string.Join(" + ", parts.Select(part => part.Weight.Descriptor));
        var (montage, failure) = settings.Draw ? Drawing.TryInto(library.Reports, () => WorstQueries.Draw(library, name, parts, scores, vectors, searched)) : (null, null);
        undrawn ??= failure;
        return new DescriptorRanking(
            name, known.Average(s => s.PrecisionAt1), known.Average(s => s.PrecisionAtK), known.Average(s => s.RPrecision), known.Average(s => s.AveragePrecision),
            known.Average(s => s.NeighboursAgree), low, high)
        {
            Dimensions = parts.Sum(part => part.Vectors.Dimensions),
            Montage = montage,
        };
    }
}
