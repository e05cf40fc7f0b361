namespace Likeness.Imaging.Decoding;

/// <summary>
/// Lays a transparent picture over white; over black, if what is drawn is itself so light that it would vanish on white. It takes rows of
/// the whole picture from top to bottom, makes each square of pixels into one, and decides at the end, by all pixels at their full size: so
/// one picture has one background, whatever its format and the size it is wanted in.
/// </summary>
/// <remarks>
/// The contrast to white of a pixel is 255 less its smallest channel; of the picture, the root of the mean of the squares, each weighted by
/// how opaque its pixel is. Below <see cref="VanishingContrast"/>, an eighth of the greatest, nothing that is drawn stands out from white.
/// </remarks>
/// <param name="layer">Holds the pixels, 4 bytes for each pixel of the result; in the end their RGB.</param>
/// <param name="width">Columns of the whole picture.</param>
/// <param name="shrink">How many rows and columns become one, at least 1; what remains at the right and at the bottom is left out.</param>
internal sealed class TransparentPicture(byte[] layer, int width, int shrink)
{
    /// <summary>Of 255.</summary>
    public const double VanishingContrast = 32;

    /// <summary>Red, green, blue and opacity.</summary>
    public const int Channels = 4;

    private readonly ulong[] sums = new ulong[shrink == 1 ? 0 : width / shrink * Channels];
    private ulong opacity;
    private double squares;
    private int rows;
    private int filled;

    /// <summary>The length of the layer.</summary>
    /// <exception cref="BadPictureException">The picture is larger than an array can be.</exception>
    public static int ByteCount(long height, long width) => height * width * Channels <= Array.MaxLength
        ? (int)(height * width * Channels)
        : throw new BadPictureException($"{width}×{height} pixels with transparency are more than can be held in memory at once; shrink the picture");

    /// <summary>Takes the next rows.</summary>
    /// <param name="rgba">Whole rows.</param>
    public void Add(ReadOnlySpan<byte> rgba)
    {
        for (; !rgba.IsEmpty; rgba = rgba[(width * Channels)..])
        {
            var row = rgba[..(width * Channels)];
            Weigh(row);
            if (shrink == 1)
                Premultiply(row);
            else
                Sum(row);
        }
    }

    /// <summary>Ends it: the layer now starts with the RGB of the result.</summary>
    public void Lay()
    {
        var white = opacity == 0 || Math.Sqrt(squares / opacity) >= VanishingContrast;
        for (int from = 0, to = 0; from < filled; from += Channels, to += Pixels.Channels)
        {
            var behind = white ? 255 - layer[from + 3] : 0;
            (var red, var green, var blue) = (layer[from], layer[from + 1], layer[from + 2]);
            layer[to] = (byte)(red + behind);
            layer[to + 1] = (byte)(green + behind);
            layer[to + 2] = (byte)(blue + behind);
        }
    }

    private void Weigh(ReadOnlySpan<byte> row)
    {
        ulong opaque = 0, contrast = 0;
        for (var i = 0; i < row.Length; i += Channels)
        {
            ulong alpha = row[i + 3];
            var away = 255u - Math.Min(row[i], Math.Min(row[i + 1], row[i + 2]));
            opaque += alpha;
            contrast += alpha * away * away;
        }
        opacity += opaque;
        squares += contrast;
    }

    // Rounded halves of the same pixel: a premultiplied channel never exceeds its alpha, so that adding the background cannot overflow.
    private void Premultiply(ReadOnlySpan<byte> row)
    {
        for (var i = 0; i < row.Length; i += Channels)
        {
            int alpha = row[i + 3];
            for (var c = 0; c < Pixels.Channels; c++)
                layer[filled + i + c] = (byte)(((row[i + c] * alpha) + 127) / 255);
            layer[filled + i + 3] = (byte)alpha;
        }
        filled += row.Length;
    }

    private void Sum(ReadOnlySpan<byte> row)
    {
        for (int to = 0, from = 0; to < sums.Length; to += Channels)
        {
            for (var end = from + (shrink * Channels); from < end; from += Channels)
            {
                ulong alpha = row[from + 3];
                sums[to] += row[from] * alpha;
                sums[to + 1] += row[from + 1] * alpha;
                sums[to + 2] += row[from + 2] * alpha;
                sums[to + 3] += alpha * 255;
            }
        }
        if (++rows < shrink)
            return;
        var all = 255 * (ulong)shrink * (ulong)shrink;
        for (var i = 0; i < sums.Length; i++)
            layer[filled + i] = (byte)((sums[i] + (all / 2)) / all);
        filled += sums.Length;
        rows = 0;
        Array.Clear(sums);
    }
}
