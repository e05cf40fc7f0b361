using Likeness.Imaging.Decoding;

namespace Likeness.Imaging.Fitting;

/// <summary>
/// Fits a picture of any size and shape to a given one: scaled, keeping its proportions, until it covers the target, then cropped
/// around its centre. Of a picture more than twice as long as the target's shape more of the length is squeezed in, and from three
/// times on all of it (<see cref="VisibleLengths"/>), so that the ends of a panorama count too. Shrinking averages each source pixel with the exact share that a target pixel covers; enlarging is bilinear.
/// One thread at a time; buffers are reused from picture to picture.
/// </summary>
public sealed class CoverFit
{
    private readonly AxisWeights vertical = new();
    private readonly AxisWeights horizontal = new();
    private readonly ReusedBuffer stored = new();
    private float[] sums = [];

    /// <summary>Fits an upright picture.</summary>
    /// <param name="source">sourceHeight × sourceWidth × 3 bytes.</param>
    /// <param name="sourceHeight">Rows, at least 1.</param>
    /// <param name="sourceWidth">Columns, at least 1.</param>
    /// <param name="target">Receives height × width × 3 bytes; not the same memory as the source.</param>
    /// <param name="height">Rows of the target, at least 1.</param>
    /// <param name="width">Columns of the target, at least 1.</param>
    /// <exception cref="WrongSettingsException">A size is not positive, or a span is shorter than its size says.</exception>
    public void Fit(ReadOnlySpan<byte> source, int sourceHeight, int sourceWidth, Span<byte> target, int height, int width)
    {
        int sourceBytes = Pixels.ByteCount(sourceHeight, sourceWidth), targetBytes = Pixels.ByteCount(height, width);
        if (source.Length < sourceBytes || target.Length < targetBytes)
            throw new WrongSettingsException($"fitting {sourceHeight}×{sourceWidth} to {height}×{width} pixels needs {sourceBytes} and {targetBytes} bytes, but {source.Length} and {target.Length} were given");
        if (sourceHeight == height && sourceWidth == width)
        {
            source[..targetBytes].CopyTo(target);
            return;
        }
        (var rows, var columns) = VisiblePart(sourceHeight, sourceWidth, height, width);
        vertical.Prepare(sourceHeight, height, rows);
        horizontal.Prepare(sourceWidth, width, columns);
        Resize(source, sourceWidth * Pixels.Channels, target[..targetBytes]);
    }

    /// <summary>Fits a picture as it was stored; the target is upright.</summary>
    internal void Fit(in StoredPicture picture, Span<byte> target, int height, int width)
    {
        if (picture.Orientation == Orientation.Upright)
        {
            Fit(picture.Rgb, picture.Height, picture.Width, target, height, width);
            return;
        }
        // The crop is centred, so fitting first and turning the small result gives the same picture.
        (var storedHeight, var storedWidth) = picture.Orientation.SwapsAxes() ? (width, height) : (height, width);
        var small = stored.Take(Pixels.ByteCount(height, width)).AsSpan(0, Pixels.ByteCount(height, width));
        Fit(picture.Rgb, picture.Height, picture.Width, small, storedHeight, storedWidth);
        Orienting.Apply(picture.Orientation, small, storedHeight, storedWidth, target);
    }

    /// <summary>How much of a picture's long side is seen, in lengths that would fit the target without squeezing.</summary>
    /// <param name="aspect">The long side in such lengths, at least 1: 3 for a picture of 3:1 and a square target.</param>
    /// <returns>1 up to 2:1, all of it from 3:1 on, and linearly more in between.</returns>
    internal static double VisibleLengths(double aspect) => aspect <= 2 ? 1 : aspect < 3 ? 1 + (2 * (aspect - 2)) : aspect;

    // The scale is the larger of the two ratios; along its own axis the whole source is used, exactly.
    private static (double Rows, double Columns) VisiblePart(int sourceHeight, int sourceWidth, int height, int width)
    {
        long across = (long)height * sourceWidth, down = (long)width * sourceHeight;
        return across >= down
            ? (sourceHeight, Visible((double)down / height, sourceWidth, (double)across / down))
            : (Visible((double)across / width, sourceHeight, (double)down / across), sourceWidth);
    }

    private static double Visible(double length, int all, double aspect) => aspect < 3 ? Math.Min(all, length * VisibleLengths(aspect)) : all;

    private void Resize(ReadOnlySpan<byte> source, int sourceRow, Span<byte> target)
    {
        var used = (horizontal.End - horizontal.First) * Pixels.Channels;
        if (sums.Length < used + RowSums.Padding)
            sums = new float[used + RowSums.Padding];
        int height = vertical.Starts.Length, targetRow = horizontal.Starts.Length * Pixels.Channels;
        var lastRow = targetRow + RowSums.Padding <= 4096 ? stackalloc byte[targetRow + RowSums.Padding] : new byte[targetRow + RowSums.Padding];
        for (var y = 0; y < height; y++)
        {
            var rows = source[((vertical.Starts[y] * sourceRow) + (horizontal.First * Pixels.Channels))..];
            ColumnSums.Vector(rows, sourceRow, vertical.Of(y), sums.AsSpan(0, used));
            // A row spills into the one below, which is written next; the last ones have no room for that.
            var row = target[(y * targetRow)..];
            if (row.Length >= targetRow + RowSums.Padding)
            {
                RowSums.Vector(sums, horizontal, row);
            }
            else
            {
                RowSums.Vector(sums, horizontal, lastRow);
                lastRow[..targetRow].CopyTo(row);
            }
        }
    }
}
