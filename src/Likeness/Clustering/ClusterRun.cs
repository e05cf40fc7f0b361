using Likeness.Catalog;
using Likeness.Search.Clustering;
using Likeness.Ranking;

namespace Likeness.Clustering;

/// <summary>Divides the vectors of a catalog into clusters, measures them and stores their centres.</summary>
internal sealed class ClusterRun(ICatalog catalog, string name, ClusterSettings settings, ILibraryProgress? progress)
{
    private const int MostMembers = 50;

    private readonly SilhouetteParameters silhouette = new() { Seed = (ulong)settings.Seed };

    public async Task<ClusterReport> RunAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var (vectors, without) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var descriptor = vectors.Descriptor;
        if (vectors.Count == 0) throw new UnusableInputException($"The library holds no vectors of '{descriptor.Name}'. Index pictures first.");
        using var kmeans = new KMeans(vectors.Values, descriptor.Dimensions, descriptor.Metric, settings.Threads);
        var curve = Find(kmeans, descriptor, cancellationToken);
        progress?.Begin("Measuring clusters", vectors.Count);
        var silhouettes = Silhouette.Of(kmeans, curve.Candidates, silhouette, cancellationToken);
        var (recall, queries) = ProbeRecall.Measure(
            vectors, curve.Chosen.Centres, (ulong)settings.Seed, settings.Threads, done => progress?.Reach(done), cancellationToken);
        var chosen = settings.Clusters is null
            ? $"the knee of the inertia over {curve.Candidates[0].Count} to {curve.Candidates[^1].Count} clusters (Kneedle)"
            : "given";
        await catalog.ChangeAsync(
            writer => writer.SetClustersAsync(new CatalogClusters(descriptor, curve.Chosen.Centres, chosen), cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return new ClusterReport(
            descriptor.Name, curve.Chosen.Count, chosen, curve.Chosen.Inertia, silhouettes[curve.Knee], Math.Min(vectors.Count, silhouette.Sample), Sizes(vectors, curve.Chosen),
            [.. curve.Candidates.Select((candidate, i) => new ClusterCandidate(candidate.Count, candidate.Inertia, silhouettes[i]))],
            recall, queries, TimeProvider.System.GetElapsedTime(started).TotalSeconds, null, [])
        {
            WithoutVector = without,
            Members = Members(vectors, curve.Chosen),
        };
    }

    private async Task<(DistinctVectors Vectors, long Without)> ReadAsync(CancellationToken cancellationToken)
    {
        var reader = await catalog.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var disposed = reader.ConfigureAwait(false);
        var current = await reader.DescriptorsAsync(cancellationToken).ConfigureAwait(false);
        var descriptor = current.FirstOrDefault(known => known.Name == name) ?? throw new UnusableInputException(
            $"The library holds no vectors of '{name}'{(current.Count > 0 ? $", only of {string.Join(", ", current.Select(other => other.Name))}" : "")}. Index pictures first.");
        var without = await reader.CountWithoutVectorAsync([descriptor], cancellationToken).ConfigureAwait(false);
        return (await DistinctVectors.ReadAsync(reader, descriptor, cancellationToken).ConfigureAwait(false), without);
    }

    private ElbowCurve Find(KMeans kmeans, CatalogDescriptor descriptor, CancellationToken cancellationToken)
    {
        var parameters = new ClusteringParameters { Seed = (ulong)settings.Seed };
        if (settings.Clusters is not { } wanted)
        {
            progress?.Begin("Looking for clusters", settings.Most);
            return Elbow.Find(kmeans, settings.Most, parameters, done => progress?.Reach(done), cancellationToken);
        }

        progress?.Begin("Looking for clusters", 1);
        var distinct = kmeans.CountDistinct(wanted);
        if (distinct == 1 && kmeans.Count > 1) throw new UnusableInputException($"All {kmeans.Count} vectors of '{descriptor.Name}' are equal: there is nothing to tell clusters apart by.");
        if (distinct < wanted)
            throw new WrongSettingsException(
                $"clusters is {wanted}, but the library has only {distinct} different vectors of '{descriptor.Name}'; "
                + (distinct < Elbow.Fewest ? "index more pictures." : $"it has to be {Elbow.Fewest} to {distinct}."));
        return new ElbowCurve([kmeans.Train(wanted, parameters, cancellationToken)], 0);
    }

    private static int[] Sizes(DistinctVectors vectors, Clusters clusters)
    {
        var sizes = new int[clusters.Count];
        for (var i = 0; i < vectors.Count; i++) sizes[clusters.Assignment[i]] += vectors.Pictures[i].Count;
        return sizes;
    }

    private static List<ClusterMember>[] Members(DistinctVectors vectors, Clusters clusters)
    {
        var members = new List<ClusterMember>[clusters.Count];
        for (var i = 0; i < members.Length; i++) members[i] = [];
        int[] nearestFirst = [.. Enumerable.Range(0, vectors.Count).OrderBy(i => clusters.Distances[i])]; // stable: at equal distance by path
        foreach (var i in nearestFirst)
        {
            var cluster = members[clusters.Assignment[i]];
            foreach (var picture in vectors.Pictures[i])
                if (cluster.Count < MostMembers) cluster.Add(new ClusterMember(picture, clusters.Distances[i]));
        }

        return members;
    }
}
