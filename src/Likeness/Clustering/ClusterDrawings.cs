using System.Globalization;
using System.Text.RegularExpressions;
using Likeness.Imaging;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;
using Likeness.Library;
using Likeness.Ranking;

namespace Likeness.Clustering;

/// <summary>Draws the report on clusters into the library's reports: the elbow, all clusters with their nearest members, and each cluster by itself.</summary>
internal sealed partial class ClusterDrawings(LibraryLayout layout)
{
    private const int MostRows = 50;
    private const int Columns = 10;
    private const int Side = 96;

    /// <returns>The report with the paths of what was drawn.</returns>
    public ClusterReport Draw(ClusterReport report, bool each)
    {
        var elbow = report.Candidates.Count > 1 ? DrawElbow(report) : null;
        using var reader = new PictureReader();
        List<string> montages = [DrawAll(report, reader)];
        RemoveEach();
        for (var cluster = 0; each && cluster < report.Clusters; cluster++) montages.Add(DrawOne(report, cluster, reader));
        return report with { Elbow = elbow, Montages = montages };
    }

    private string DrawElbow(ClusterReport report)
    {
        double[] x = [.. report.Candidates.Select(candidate => (double)candidate.K)];
        var sheet = new ChartSheet
        {
            Charts =
            [
                Chart($"Clusters of {report.Descriptor}: inertia", "sum of squared distances to the centres", new LineSeries("inertia", x, [.. report.Candidates.Select(candidate => candidate.Inertia)])),
                Chart($"Silhouette of {report.SilhouetteSample} pictures", "mean silhouette", new LineSeries("silhouette", x, [.. report.Candidates.Select(candidate => candidate.Silhouette)]) { Colour = new Rgb(213, 94, 0) }),
            ],
        };
        var path = Path.Join(layout.Reports, "elbow.png");
        sheet.Write(Path.ChangeExtension(path, ".svg"), path);
        return path;

        LineChart Chart(string title, string measure, LineSeries series) => new()
        {
            Title = title, XTitle = "clusters", YTitle = measure, Series = [series], Mark = new ChartMark(report.Clusters, $"{report.Clusters} clusters"),
        };
    }

    private string DrawAll(ClusterReport report, PictureReader reader)
    {
        var path = Path.Join(layout.Reports, "clusters.png");
        var shown = Math.Min(report.Clusters, MostRows);
        var montage = new Montage
        {
            Title = $"{report.Clusters} clusters of {report.Sizes.Sum()} pictures by {report.Descriptor}",
            Subtitle = shown < report.Clusters ? $"nearest to their centres first; the first {shown} clusters" : "nearest to their centres first",
            Rows = [.. Enumerable.Range(0, shown).Select(cluster => new MontageRow(Tiles(report.Members[cluster].Take(Columns), reader)) { Heading = Heading(report, cluster) })],
            TileHeight = Side,
            TileWidth = Side,
        };
        PictureWriter.WritePng(path, montage.Draw());
        return path;
    }

    private string DrawOne(ClusterReport report, int cluster, PictureReader reader)
    {
        var path = Path.Join(layout.Reports, $"cluster-{cluster + 1}.png");
        var rows = report.Members[cluster].Chunk(Columns).Select(members => new MontageRow(Tiles(members, reader)));
        PictureWriter.WritePng(path, new Montage { Title = Heading(report, cluster), Rows = [.. rows], TileHeight = Side, TileWidth = Side }.Draw());
        return path;
    }

    /// <summary>Those of another division would be taken for this one's.</summary>
    private void RemoveEach()
    {
        foreach (var file in Directory.EnumerateFiles(layout.Reports, "cluster-*.png"))
            if (OneCluster().IsMatch(Path.GetFileName(file))) File.Delete(file);
    }

    private static string Heading(ClusterReport report, int cluster) => $"cluster {cluster + 1}: {report.Sizes[cluster]} {(report.Sizes[cluster] == 1 ? "picture" : "pictures")}";

    private static List<MontageTile> Tiles(IEnumerable<ClusterMember> members, PictureReader reader)
    {
        var tiles = new List<MontageTile>();
        foreach (var member in members)
            tiles.Add(new MontageTile(PictureTile.Read(reader, member.Picture.Path, Side)) { Caption = member.Picture.Label ?? Path.GetFileName(member.Picture.Path), Detail = member.Distance.ToString("g4", CultureInfo.InvariantCulture) });

        return tiles;
    }

    [GeneratedRegex(@"^cluster-[0-9]+\.png$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OneCluster();
}
