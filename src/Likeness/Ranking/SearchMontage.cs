using System.Globalization;
using Likeness.Imaging;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;

namespace Likeness.Ranking;

/// <summary>The pictures of a query and its hits in one picture.</summary>
internal static class SearchMontage
{
    private const int MostHits = 50;
    private const int FewHits = 20;
    private const int Side = 160;

    private static readonly Rgb WantedFrame = new(0, 114, 178);
    private static readonly Rgb UnwantedFrame = new(213, 94, 0);

    /// <summary>Draws it; a hit whose file has gone since it was indexed is shown as an empty tile.</summary>
    public static void Write(string path, SearchQuery query, string descriptor, IReadOnlyList<Hit> hits)
    {
        using var reader = new PictureReader();
        var tiles = hits.Take(MostHits).Select(hit => new MontageTile(PictureTile.Read(reader, hit.Path, Side))
        {
            Caption = $"{hit.Rank}. {hit.Label ?? Path.GetFileName(hit.Path)}",
            Detail = string.Create(CultureInfo.InvariantCulture, $"distance {hit.Distance:g4}"),
        });
        var columns = hits.Count <= FewHits ? 5 : 10;
        var heading = hits.Count > MostHits ? $"nearest by {descriptor}, the first {MostHits} of {hits.Count}" : $"nearest by {descriptor}";
        MontageRow[] rows =
        [
            .. Rows("query", query.For.Select(example => Tile(reader, example, WantedFrame)), columns),
            .. Rows("unlike", query.Against.Select(example => Tile(reader, example, UnwantedFrame)), columns),
            .. Rows(heading, tiles, columns),
        ];
        var montage = new Montage { Rows = rows, TileHeight = Side, TileWidth = Side };
        PictureWriter.WritePng(path, montage.Draw());
    }

    private static IEnumerable<MontageRow> Rows(string heading, IEnumerable<MontageTile> tiles, int columns) =>
        tiles.Chunk(columns).Select((row, i) => new MontageRow(row) { Heading = i == 0 ? heading : null });

    private static MontageTile Tile(PictureReader reader, SearchQuery.Example example, Rgb frame) =>
        new(example.Bytes is { } file ? PictureTile.Read(reader, file.Span, Side) : PictureTile.Read(reader, example.FullName, Side))
        {
            Caption = Path.GetFileName(example.Name),
            Frame = frame,
        };
}
