using Likeness.Imaging.Decoding;

namespace Likeness.Imaging.Fitting;

/// <summary>
/// Fits a picture of any size and shape to a given one: scaled, keeping its proportions, until it covers the target, then cropped
/// around its centre. Shrinking averages each source pixel with the exact share that a target pixel covers; enlarging is bilinear.
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
        // The scale is the larger of the two ratios; along its own axis the whole source is used, exactly.
        var tall = (long)height * sourceWidth >= (long)width * sourceHeight;
        vertical.Prepare(sourceHeight, height, tall ? sourceHeight : (double)height * sourceWidth / width);
        horizontal.Prepare(sourceWidth, width, tall ? (double)width * sourceHeight / height : sourceWidth);
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
