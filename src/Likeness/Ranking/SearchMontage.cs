using System.Globalization;
using Likeness.Imaging;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;

namespace Likeness.Ranking;

/// <summary>The query and its hits in one picture.</summary>
internal static class SearchMontage
{
    private const int MostHits = 50;
    private const int FewHits = 20;
    private const int Side = 160;

    private static readonly Rgb QueryFrame = new(0, 114, 178);

    /// <summary>Draws it; a hit whose file has gone since it was indexed is shown as an empty tile.</summary>
    public static void Write(string path, string query, string descriptor, IReadOnlyList<Hit> hits)
    {
        using var reader = new PictureReader();
        var tiles = hits.Take(MostHits).Select(hit => new MontageTile(PictureTile.Read(reader, hit.Path, Side))
        {
            Caption = $"{hit.Rank}. {hit.Label ?? Path.GetFileName(hit.Path)}",
            Detail = string.Create(CultureInfo.InvariantCulture, $"distance {hit.Distance:g4}"),
        });
        var rows = new List<MontageRow> { new([new MontageTile(PictureTile.Read(reader, query, Side)) { Caption = Path.GetFileName(query), Frame = QueryFrame }]) { Heading = "query" } };
        var heading = hits.Count > MostHits ? $"nearest by {descriptor}, the first {MostHits} of {hits.Count}" : $"nearest by {descriptor}";
        foreach (var row in tiles.Chunk(hits.Count <= FewHits ? 5 : 10)) rows.Add(new MontageRow(row) { Heading = rows.Count == 1 ? heading : null });
        var montage = new Montage { Rows = rows, TileHeight = Side, TileWidth = Side };
        PictureWriter.WritePng(path, montage.Draw());
    }
}
