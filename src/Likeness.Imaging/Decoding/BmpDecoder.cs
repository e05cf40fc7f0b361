using System.Buffers.Binary;
using System.Numerics;

namespace Likeness.Imaging.Decoding;

/// <summary>
/// Reads Windows bitmaps, since libvips has no loader of its own for them: 1, 4, 8, 16, 24 and 32 bits, bit fields, run lengths of 4 and
/// 8 bits, rows from below or above, and the opacity of headers of version 4 and 5 (wingdi.h, BITMAPCOREHEADER to BITMAPV5HEADER).
/// </summary>
internal static class BmpDecoder
{
    private const int FileHeaderBytes = 14;
    private const int CoreHeaderBytes = 12;
    private const int InfoHeaderBytes = 40;
    private const int PlainRgb = 0;
    private const int RunLengths8 = 1;
    private const int RunLengths4 = 2;
    private const int BitFields = 3;
    private const int AlphaBitFields = 6;
    private const int MostBytesPerRow = 1 << 30;

    /// <summary>Whether a file is one: by its two letters, which text may start with too, and the size of its second header.</summary>
    public static bool IsBmp(ReadOnlySpan<byte> file) =>
        file.Length >= FileHeaderBytes + CoreHeaderBytes && file.StartsWith("BM"u8) && Int32(file, FileHeaderBytes) is CoreHeaderBytes or InfoHeaderBytes or 52 or 56 or 64 or 108 or 124;

    /// <summary>Decodes at full size.</summary>
    /// <param name="file">The whole file, of which <see cref="IsBmp"/> is true.</param>
    /// <param name="limits">Checked before memory is taken.</param>
    /// <param name="pixels">Receives the pixels.</param>
    /// <exception cref="BadPictureException">It cannot be decoded.</exception>
    public static StoredPicture Decode(ReadOnlySpan<byte> file, DecodingLimits limits, ReusedBuffer pixels)
    {
        var header = ReadHeader(file);
        limits.CheckSize(header.Height, header.Width);
        var rowBytes = ((((long)header.Width * header.Depth) + 31) / 32) * 4;
        var isRun = header.Compression is RunLengths4 or RunLengths8;
        var body = header.PixelsAt <= file.Length ? file[header.PixelsAt..] : default;
        if (rowBytes > MostBytesPerRow || (!isRun && body.Length < (rowBytes * (header.Height - 1)) + (((long)header.Width * header.Depth) + 7) / 8))
            throw Damaged($"it has {body.Length:N0} bytes of pixels where {header.Width}×{header.Height} of {header.Depth} bits need {rowBytes * header.Height:N0}: it is cut short");
        var masks = header.Depth is 16 or 32 ? ReadMasks(file, header) : default;
        var palette = header.Depth <= 8 ? ReadPalette(file, header) : [];
        var isTransparent = masks.Alpha.Bits > 0 && HasOpacity(body, header, masks, (int)rowBytes);
        var stored = pixels.Take(isTransparent ? TransparentPicture.ByteCount(header.Height, header.Width) : Pixels.ByteCount(header.Height, header.Width));
        if (isRun)
        {
            ReadRuns(body, header, palette, stored);
            return new StoredPicture(stored, header.Height, header.Width, Orientation.Upright);
        }
        var layer = isTransparent ? new TransparentPicture(stored, header.Width, 1) : null;
        var rgba = new byte[isTransparent ? header.Width * TransparentPicture.Channels : 0];
        for (var y = 0; y < header.Height; y++)
        {
            var from = (long)(header.FromAbove ? y : header.Height - 1 - y) * rowBytes;
            var row = body[(int)from..(int)Math.Min(from + rowBytes, body.Length)];
            if (layer is null)
            {
                ReadRow(row, header, masks, palette, stored.AsSpan(y * header.Width * Pixels.Channels, header.Width * Pixels.Channels));
                continue;
            }
            ReadTransparentRow(row, header, masks, rgba);
            layer.Add(rgba);
        }
        layer?.Lay();
        return new StoredPicture(stored, header.Height, header.Width, Orientation.Upright);
    }

    private static Header ReadHeader(ReadOnlySpan<byte> file)
    {
        var size = Int32(file, FileHeaderBytes);
        var isCore = size == CoreHeaderBytes;
        if (file.Length < FileHeaderBytes + size)
            throw Damaged("it is cut short in its header");
        long width = isCore ? UInt16(file, 18) : Int32(file, 18), height = isCore ? UInt16(file, 20) : Int32(file, 22);
        if (width < 1 || height == 0 || Math.Abs(height) > int.MaxValue)
            throw Damaged($"its header claims {width}×{height} pixels");
        var depth = isCore ? UInt16(file, 24) : UInt16(file, 28);
        var compression = isCore ? PlainRgb : Int32(file, 30);
        var fits = compression switch
        {
            PlainRgb => depth is 1 or 4 or 8 or 16 or 24 or 32,
            RunLengths8 => depth == 8 && height > 0,
            RunLengths4 => depth == 4 && height > 0,
            BitFields or AlphaBitFields => depth is 16 or 32,
            _ => false,
        };
        if (!fits)
            throw Damaged($"its header claims {depth} bits a pixel in compression {compression}, which is none of the kinds that are read");
        var colours = depth > 8 ? 0 : isCore ? 0 : Int32(file, 46);
        if (colours is < 0 or > 256)
            throw Damaged($"its header claims {colours} colours; expected at most 256");
        var pixelsAt = Int32(file, 10);
        return new Header(size, (int)width, (int)Math.Abs(height), height < 0, depth, compression, colours, pixelsAt < FileHeaderBytes + size ? int.MaxValue : pixelsAt);
    }

    private static Masks ReadMasks(ReadOnlySpan<byte> file, Header header)
    {
        if (header.Compression is not (BitFields or AlphaBitFields))
        {
            // The fourth byte of 32 bits is said to be of no meaning, but some programs put the opacity there.
            return header.Depth == 16
                ? new Masks(new Mask(0x7C00), new Mask(0x3E0), new Mask(0x1F), default)
                : new Masks(new Mask(0xFF0000), new Mask(0xFF00), new Mask(0xFF), header.Size >= 56 ? new Mask(UInt32(file, 66)) : default);
        }
        var hasAlpha = header.Size >= 56 || header.Compression == AlphaBitFields;
        if (file.Length < 66 + (hasAlpha ? 4 : 0))
            throw Damaged("it is cut short in its bit fields");
        var masks = new Masks(new Mask(UInt32(file, 54)), new Mask(UInt32(file, 58)), new Mask(UInt32(file, 62)), hasAlpha ? new Mask(UInt32(file, 66)) : default);
        return masks.Red.IsWhole && masks.Green.IsWhole && masks.Blue.IsWhole && masks.Alpha.IsWhole
            ? masks
            : throw Damaged("its bit fields have gaps");
    }

    private static byte[] ReadPalette(ReadOnlySpan<byte> file, Header header)
    {
        var entry = header.Size == CoreHeaderBytes ? 3 : 4;
        var at = FileHeaderBytes + header.Size;
        var wanted = header.Colours == 0 ? 1 << header.Depth : Math.Min(header.Colours, 1 << header.Depth);
        var there = Math.Min(wanted, (Math.Min(header.PixelsAt, file.Length) - at) / entry);
        if (there < 1)
            throw Damaged("its palette is missing");
        var palette = new byte[256 * Pixels.Channels]; // what has no entry is black
        for (var i = 0; i < there; i++)
        {
            var bgr = file.Slice(at + (i * entry), 3);
            (palette[3 * i], palette[(3 * i) + 1], palette[(3 * i) + 2]) = (bgr[2], bgr[1], bgr[0]);
        }
        return palette;
    }

    // Files whose opacity is 0 everywhere are common: their writers left the bits alone.
    private static bool HasOpacity(ReadOnlySpan<byte> body, Header header, Masks masks, int rowBytes)
    {
        for (var y = 0; y < header.Height; y++)
        {
            var row = body[(int)((long)y * rowBytes)..];
            for (var x = 0; x < header.Width; x++)
            {
                if (masks.Alpha.Of(Sample(row, header, x)) != 0)
                    return true;
            }
        }
        return false;
    }

    private static uint Sample(ReadOnlySpan<byte> row, Header header, int x) => header.Depth == 16 ? UInt16(row, 2 * x) : UInt32(row, 4 * x);

    private static void ReadTransparentRow(ReadOnlySpan<byte> row, Header header, Masks masks, Span<byte> rgba)
    {
        for (var x = 0; x < header.Width; x++)
        {
            var sample = Sample(row, header, x);
            (rgba[4 * x], rgba[(4 * x) + 1], rgba[(4 * x) + 2]) = (masks.Red.Of(sample), masks.Green.Of(sample), masks.Blue.Of(sample));
            rgba[(4 * x) + 3] = masks.Alpha.Of(sample);
        }
    }

    private static void ReadRow(ReadOnlySpan<byte> row, Header header, Masks masks, ReadOnlySpan<byte> palette, Span<byte> rgb)
    {
        for (int x = 0, to = 0; x < header.Width; x++, to += Pixels.Channels)
        {
            if (header.Depth == 24)
            {
                (rgb[to], rgb[to + 1], rgb[to + 2]) = (row[to + 2], row[to + 1], row[to]);
            }
            else if (header.Depth <= 8)
            {
                var bit = x * header.Depth;
                var index = (row[bit >> 3] >> (8 - header.Depth - (bit & 7))) & ((1 << header.Depth) - 1);
                palette.Slice(Pixels.Channels * index, Pixels.Channels).CopyTo(rgb[to..]);
            }
            else
            {
                var sample = Sample(row, header, x);
                (rgb[to], rgb[to + 1], rgb[to + 2]) = (masks.Red.Of(sample), masks.Green.Of(sample), masks.Blue.Of(sample));
            }
        }
    }

    // Pairs of count and colour; a count of 0 begins an escape: end of the row, end of the picture, a jump, or so many colours as they are.
    private static void ReadRuns(ReadOnlySpan<byte> body, Header header, ReadOnlySpan<byte> palette, byte[] rgb)
    {
        var isNarrow = header.Compression == RunLengths4;
        Clear(rgb, header, palette);
        for (int at = 0, x = 0, y = 0; ;)
        {
            if (at + 2 > body.Length)
                throw Damaged("its runs end before the picture does: it is cut short");
            int count = body[at++], value = body[at++];
            if (count > 0)
            {
                for (var i = 0; i < count; i++)
                    Put(rgb, header, palette, x++, y, isNarrow ? (i % 2 == 0 ? value >> 4 : value & 15) : value);
            }
            else if (value == 0)
            {
                (x, y) = (0, y + 1);
            }
            else if (value == 1)
            {
                return;
            }
            else if (value == 2)
            {
                if (at + 2 > body.Length)
                    throw Damaged("its runs end before the picture does: it is cut short");
                (x, y) = (x + body[at], y + body[at + 1]);
                at += 2;
            }
            else
            {
                var bytes = isNarrow ? (value + 1) / 2 : value;
                if (at + bytes > body.Length)
                    throw Damaged("its runs end before the picture does: it is cut short");
                for (var i = 0; i < value; i++)
                    Put(rgb, header, palette, x++, y, isNarrow ? (i % 2 == 0 ? body[at + (i / 2)] >> 4 : body[at + (i / 2)] & 15) : body[at + i]);
                at += bytes + (bytes & 1);
            }
        }
    }

    // What runs jump over is the first colour.
    private static void Clear(byte[] rgb, Header header, ReadOnlySpan<byte> palette)
    {
        for (var i = 0; i < header.Width * header.Height; i++)
            palette[..Pixels.Channels].CopyTo(rgb.AsSpan(i * Pixels.Channels));
    }

    private static void Put(byte[] rgb, Header header, ReadOnlySpan<byte> palette, int x, int y, int index)
    {
        if (x >= header.Width || y >= header.Height)
        {
            // Some writers round a row up; behind the last row there is nothing to mean.
            return;
        }
        var to = (((header.Height - 1 - y) * header.Width) + x) * Pixels.Channels;
        palette.Slice(Pixels.Channels * index, Pixels.Channels).CopyTo(rgb.AsSpan(to));
    }

    private static BadPictureException Damaged(string what) => new($"damaged BMP picture, or of a kind that is not read: {what}");

    private static int Int32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private readonly record struct Header(int Size, int Width, int Height, bool FromAbove, int Depth, int Compression, int Colours, int PixelsAt);

    private readonly record struct Masks(Mask Red, Mask Green, Mask Blue, Mask Alpha);

    /// <summary>Which bits of a pixel are a channel.</summary>
    private readonly record struct Mask(uint Pattern)
    {
        private int Shift => Pattern == 0 ? 0 : BitOperations.TrailingZeroCount(Pattern);

        /// <summary>How many.</summary>
        public int Bits => BitOperations.PopCount(Pattern);

        /// <summary>Whether they lie side by side.</summary>
        public bool IsWhole => Pattern == 0 || (Pattern >> Shift) + 1L == 1L << Bits;

        /// <summary>The channel, scaled to a byte and rounded; 0 where the pixel has none.</summary>
        public byte Of(uint sample)
        {
            if (Pattern == 0)
                return 0;
            var most = (1UL << Bits) - 1;
            return (byte)(((((sample & Pattern) >> Shift) * 255UL) + (most / 2)) / most);
        }
    }
}
