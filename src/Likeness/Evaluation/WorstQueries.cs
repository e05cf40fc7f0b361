using Likeness.Imaging;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;
using Likeness.Library;
using Likeness.Ranking;

namespace Likeness.Evaluation;

/// <summary>Draws the queries that a ranking served worst, each with what stood first: right ones framed in one colour, wrong ones in another.</summary>
internal static class WorstQueries
{
    private const int Shown = 8;
    private const int Hits = 8;
    private const int Side = 112;

    // Told apart by people who cannot tell green from red, too.
    private static readonly Rgb Query = new(0, 0, 0), Right = new(0, 114, 178), Wrong = new(213, 94, 0);

    /// <returns>The full path of the drawing.</returns>
    public static string Draw(LibraryLayout library, string name, IReadOnlyList<RankedVectors> parts, QueryScore?[] scores, StoredVectors vectors, bool[]? searched)
    {
        using var reader = new PictureReader();
        var distances = new SummedDistances(parts);
        var worst = Enumerable.Range(0, scores.Length).Where(i => scores[i] is not null).OrderBy(i => scores[i]!.Value.AveragePrecision).Take(Shown);
        var rows = worst.Select(query => new MontageRow([Tile(reader, vectors, query, query), .. Nearest(distances, vectors, query, searched).Select(hit => Tile(reader, vectors, hit, query))]));
        var path = Path.Join(library.Reports, $"worst-{name.Replace(" + ", "-", StringComparison.Ordinal)}.png");
        var montage = new Montage
        {
            Title = $"The queries that {name} served worst",
            Subtitle = "left the query, then the nearest pictures; blue: of its label, orange: of another",
            Rows = [.. rows],
            TileHeight = Side,
            TileWidth = Side,
        };
        PictureWriter.WritePng(path, montage.Draw());
        return path;
    }

    private static IEnumerable<int> Nearest(SummedDistances distances, StoredVectors vectors, int query, bool[]? searched)
    {
        var row = new float[vectors.Pictures.Count];
        distances.Compute([query], row, new float[distances.RoomFor(1)]);
        for (var i = 0; i < row.Length; i++) if (i == query || searched is not null && !searched[i]) row[i] = float.PositiveInfinity;
        var (nearest, places) = (new float[Hits], new long[Hits]);
        Search.Selection.Nearest.Select(row, nearest, places);
        return places.Where((place, i) => place >= 0 && float.IsFinite(nearest[i])).Select(place => (int)place);
    }

    private static MontageTile Tile(PictureReader reader, StoredVectors vectors, int picture, int query) => new(PictureTile.Read(reader, vectors.Pictures[picture].Path, Side))
    {
        Caption = vectors.Labels[picture],
        Detail = Path.GetFileName(vectors.Pictures[picture].Path),
        Frame = picture == query ? Query : vectors.Labels[picture] == vectors.Labels[query] ? Right : Wrong,
    };
}
