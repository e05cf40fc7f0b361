using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Likeness.Imaging.Decoding;

/// <summary>
/// The picture that a camera puts into its raw files for showing: the largest JPEG in it. What the sensor saw is never taken for a picture.
/// Most raw files are laid out as TIFF (DNG, CR2, NEF, ARW, ORF, RW2, PEF, SRW); their directories are walked, each once. RAF says at its
/// beginning where its JPEG lies. In CR3, and where the directories name none, JPEGs are found by their first bytes.
/// </summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">Bytes to the end of what may belong to it.</param>
/// <param name="Orientation">What the raw file says of all its pictures; null where the JPEG itself has to say it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RawPreview(int Start, int Length, Orientation? Orientation)
{
    private const int MostDirectories = 64;
    private const int MostCandidates = 64;

    /// <summary>The preview of a raw file.</summary>
    /// <param name="file">A file that is laid out as TIFF, or is known to be raw.</param>
    /// <returns>Null for a TIFF file that is not raw, or whose first page is a plain picture beside the raw one: it is read as any TIFF.</returns>
    /// <exception cref="BadPictureException">It is raw and has no preview.</exception>
    public static RawPreview? Find(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("FUJIFILMCCD-RAW"u8))
            return InRaf(file);
        if (file.Length >= 12 && file[4..].StartsWith("ftyp"u8))
            return Largest(file, JpegsByTheirFirstBytes(file), OrientationInCr3(file)) ?? throw NoPreview();
        var tiff = new TiffDirectories(file);
        if (!tiff.IsRaw)
            return null;
        var orientation = ExifOrientation.Find(file);
        if (Largest(file, tiff.Jpegs, orientation) is { } named)
            return named;
        // Tiles of a compressed DNG are JPEGs too; there only what a directory names as a whole picture counts.
        if (!tiff.IsDng && Largest(file, JpegsByTheirFirstBytes(file), orientation) is { } found)
            return found;
        return tiff.BeginsWithPlainPicture ? null : throw NoPreview();
    }

    private static RawPreview InRaf(ReadOnlySpan<byte> file)
    {
        const int Place = 84;
        if (file.Length < Place + 8)
            throw NoPreview();
        uint start = BinaryPrimitives.ReadUInt32BigEndian(file[Place..]), length = BinaryPrimitives.ReadUInt32BigEndian(file[(Place + 4)..]);
        return Largest(file, [(start, length)], null) ?? throw NoPreview();
    }

    private static RawPreview? Largest(ReadOnlySpan<byte> file, List<(uint Start, uint Length)> places, Orientation? orientation)
    {
        RawPreview? best = null;
        long most = 0;
        foreach (var (start, length) in places)
        {
            if (start > file.Length - 4 || !file[(int)start..].StartsWith((ReadOnlySpan<byte>)[0xFF, JpegMarker.StartOfPicture, 0xFF]))
                continue;
            var rest = (int)Math.Min(length, (uint)file.Length - start);
            if (Pixels(file.Slice((int)start, rest)) is { } pixels && pixels > most)
                (most, best) = (pixels, new RawPreview((int)start, rest, orientation));
        }
        return best;
    }

    private static long? Pixels(ReadOnlySpan<byte> jpeg)
    {
        try
        {
            var header = JpegHeader.Read(jpeg);
            return header.IsLossless ? null : (long)header.Height * header.Width;
        }
        catch (BadPictureException)
        {
            return null;
        }
    }

    private static List<(uint Start, uint Length)> JpegsByTheirFirstBytes(ReadOnlySpan<byte> file)
    {
        var places = new List<(uint, uint)>();
        for (var at = 0; places.Count < MostCandidates;)
        {
            var step = file[at..].IndexOf((ReadOnlySpan<byte>)[0xFF, JpegMarker.StartOfPicture, 0xFF]);
            if (step < 0)
                break;
            at += step;
            places.Add(((uint)at, (uint)(file.Length - at)));
            at += 3;
        }
        return places;
    }

    // Canon keeps the camera's directory in a box of its own.
    private static Orientation? OrientationInCr3(ReadOnlySpan<byte> file)
    {
        var box = file.IndexOf("CMT1"u8);
        return box < 0 ? null : ExifOrientation.Find(file[(box + 4)..]);
    }

    private static BadPictureException NoPreview() =>
        new("a raw camera file without a preview; only the preview of such files is read: convert it to JPEG or TIFF");

    /// <summary>What the directories of a file laid out as TIFF say.</summary>
    private sealed class TiffDirectories
    {
        private const ushort Compression = 259;
        private const ushort Photometric = 262;
        private const ushort StripStarts = 273;
        private const ushort SamplesPerPixel = 277;
        private const ushort StripLengths = 279;
        private const ushort JpegStart = 513;
        private const ushort JpegLength = 514;
        private const ushort DngVersion = 50706;
        private const ushort PanasonicJpeg = 0x2E;

        private readonly bool isTiff;

        public TiffDirectories(ReadOnlySpan<byte> file)
        {
            var reader = new TiffReader(file);
            isTiff = file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8);
            var ahead = new Queue<uint>([reader.First]);
            var seen = new HashSet<uint>();
            // Canon writes CR behind the header; Olympus and Panasonic have a header of their own.
            IsRaw = (file.Length >= 10 && file[8..].StartsWith("CR"u8)) || file.StartsWith("IIR"u8) || file.StartsWith("MMOR"u8) || file.StartsWith("IIU\0"u8);
            while (ahead.TryDequeue(out var at) && seen.Count < MostDirectories)
            {
                if (!seen.Add(at) || !reader.TryDirectory(at, out var directory))
                    continue;
                Look(reader, directory, isFirst: seen.Count == 1);
                ahead.Enqueue(directory.Next);
                foreach (var entry in directory.Entries)
                {
                    if (entry.Tag is 330 or 34665) // directories below this one, and Exif
                        Array.ForEach(reader.Numbers(entry), ahead.Enqueue);
                }
            }
        }

        public bool IsRaw { get; private set; }

        public bool IsDng { get; private set; }

        /// <summary>The first page is 8-bit RGB, grey or YCbCr that any reader of TIFF shows.</summary>
        public bool BeginsWithPlainPicture { get; private set; }

        public List<(uint Start, uint Length)> Jpegs { get; } = [];

        private void Look(TiffReader reader, TiffReader.Directory directory, bool isFirst)
        {
            uint compression = First(reader, directory, Compression) ?? 1, photometric = First(reader, directory, Photometric) ?? 0;
            IsDng |= directory.Find(DngVersion) is not null;
            // Color filter array or linear raw; the ways to compress them of Nikon, Pentax, Samsung and Sony.
            var sensor = photometric is 32803 or 34892 || compression is 34713 or 65535 or 32769 or 32770 or 32767 or 34892;
            IsRaw |= IsDng || sensor;
            if (isFirst)
                BeginsWithPlainPicture = isTiff && !sensor && compression is 1 or 5 or 7 or 8 && photometric is 1 or 2 or 6 && (First(reader, directory, SamplesPerPixel) ?? 1) is 1 or 3;
            if (First(reader, directory, JpegStart) is { } start && First(reader, directory, JpegLength) is { } length)
                Jpegs.Add((start, length));
            else if (!sensor && compression is 6 or 7 && directory.Find(StripStarts) is { Count: 1 } && First(reader, directory, StripStarts) is { } strip)
                Jpegs.Add((strip, First(reader, directory, StripLengths) ?? uint.MaxValue));
            if (directory.Find(PanasonicJpeg) is { } blob && reader.Bytes(blob) is { } place)
                Jpegs.Add(((uint)place.At, (uint)place.Length));
        }

        private static uint? First(TiffReader reader, TiffReader.Directory directory, ushort tag) =>
            directory.Find(tag) is { } entry && reader.Numbers(entry) is [var number, ..] ? number : null;
    }
}
