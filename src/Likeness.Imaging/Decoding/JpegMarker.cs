using System.Buffers.Binary;

namespace Likeness.Imaging.Decoding;

/// <summary>The markers of a JPEG: 0xFF and a second byte (ISO/IEC 10918-1, table B.1).</summary>
internal static class JpegMarker
{
    public const byte StartOfPicture = 0xD8;
    public const byte EndOfPicture = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte RestartInterval = 0xDD;
    public const byte App0 = 0xE0;
    public const byte App1 = 0xE1;
    public const byte App2 = 0xE2;
    public const byte App14 = 0xEE;

    /// <summary>Whether a marker begins a frame: SOF0 to SOF15, without the three of that range that mean something else.</summary>
    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>Of a frame's marker: whether its data comes in scans that refine each other.</summary>
    public static bool IsProgressive(byte marker) => marker is 0xC2 or 0xC6 or 0xCA or 0xCE;

    /// <summary>Of a frame's marker: whether its data is coded without loss.</summary>
    public static bool IsLossless(byte marker) => marker is 0xC3 or 0xC7 or 0xCB or 0xCF;

    /// <summary>Whether a marker has no content: TEM and the restart markers.</summary>
    public static bool StandsAlone(byte marker) => marker is 0x01 || IsRestart(marker);

    /// <summary>RST0 to RST7.</summary>
    public static bool IsRestart(byte marker) => marker is >= 0xD0 and <= 0xD7;

    /// <summary>Whether a marker may stand between two scans: tables, intervals, comments, application segments, and the next scan.</summary>
    public static bool MayFollowScan(byte marker) => marker is 0xC4 or 0xCC or 0xDA or 0xDB or 0xDC or 0xDD or 0xFE or (>= 0xE0 and <= 0xEF);

    /// <summary>Where the next marker outside of picture data begins; −1 where there is none. Fill bytes, and bytes that careless programs leave there, are passed.</summary>
    public static int Next(ReadOnlySpan<byte> jpeg, int from)
    {
        for (var at = from; at + 1 < jpeg.Length; at++)
        {
            var step = jpeg[at..^1].IndexOf((byte)0xFF);
            if (step < 0)
                return -1;
            at += step;
            if (jpeg[at + 1] is not (0xFF or 0))
                return at;
        }
        return -1;
    }

    /// <summary>Where the entropy-coded data that begins somewhere ends: at the first marker, or at the end of the file.</summary>
    /// <param name="jpeg">The file.</param>
    /// <param name="from">Where the data begins.</param>
    /// <param name="restarts">Whether restart markers belong to the data: only where an interval was defined.</param>
    public static int EndOfData(ReadOnlySpan<byte> jpeg, int from, bool restarts)
    {
        for (var at = Next(jpeg, from); at >= 0; at = Next(jpeg, at + 2))
        {
            if (!restarts || !IsRestart(jpeg[at + 1]))
                return at;
        }
        return jpeg.Length;
    }

    /// <summary>How long the content of the segment is whose marker begins somewhere; −1 where the file ends first, or the length is none.</summary>
    public static int ContentLength(ReadOnlySpan<byte> jpeg, int at)
    {
        if (at + 4 > jpeg.Length)
            return -1;
        int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
        return length < 2 || at + 2 + length > jpeg.Length ? -1 : length - 2;
    }
}
