using System.Globalization;

namespace Likeness.Imaging.Decoding;

/// <summary>
/// The policy for damaged JPEGs, whichever decoder reads them: decoders stop at their first warning, and here what costs no pixel is put
/// right in a copy of the file, which is then read as strictly. So a harmless fault hides no other behind it, and what is lost is refused.
/// Put right are: wrong numbers in the header of a sequential scan, in JFIF's version and in Adobe's transform; bytes too many between
/// segments and behind the last block; a missing end; and whatever lies behind the end.
/// </summary>
internal static class JpegRepair
{
    /// <summary>How often a file is read at most; bytes behind the last block may take several rounds.</summary>
    public const int MostReadings = 6;

    private const byte YCbCr = 1;
    private const byte Ycck = 2;

    /// <summary>A file of which a decoder complained, without its harmless faults.</summary>
    /// <param name="jpeg">The file as the decoder got it.</param>
    /// <param name="complaint">The decoder's words.</param>
    /// <returns>Null where nothing can be put right: the complaint stands.</returns>
    public static byte[]? Next(ReadOnlySpan<byte> jpeg, string complaint)
    {
        if (WithoutFaults(jpeg) is not { } clean)
            return null;
        if (!jpeg.SequenceEqual(clean))
            return clean;
        var left = BytesBehindLastBlock(complaint);
        return left > 0 && left < clean.Length - 4 ? [.. clean.AsSpan(0, clean.Length - 2 - left), 0xFF, JpegMarker.EndOfPicture] : null;
    }

    /// <summary>How many bytes a decoder found between the last block and the end, by its message; 0 where it complains of something else.</summary>
    internal static int BytesBehindLastBlock(string complaint)
    {
        const string Behind = " extraneous bytes before marker 0xd9";
        var end = complaint.IndexOf(Behind, StringComparison.Ordinal);
        if (end < 0)
            return 0;
        var start = complaint.LastIndexOf(' ', end - 1) + 1;
        return int.TryParse(complaint.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
    }

    private static byte[]? WithoutFaults(ReadOnlySpan<byte> jpeg)
    {
        var clean = new List<byte>(jpeg.Length + 2) { 0xFF, JpegMarker.StartOfPicture };
        var scans = new JpegScans();
        var adobe = -1;
        bool ended = false, restarts = false;
        for (var at = JpegMarker.Next(jpeg, 2); at >= 0 && !ended;)
        {
            var marker = jpeg[at + 1];
            if (!scans.Any && JpegMarker.StandsAlone(marker))
            {
                at = JpegMarker.Next(jpeg, at + 2);
                continue;
            }
            ended = marker == JpegMarker.EndOfPicture;
            // Behind the last scan, or where a segment is not whole, there is no picture any more, whatever else follows.
            var length = JpegMarker.ContentLength(jpeg, at);
            if (ended || length < 0 || (scans.Any && (scans.IsSingle || !JpegMarker.MayFollowScan(marker))))
                break;
            var start = clean.Count;
            clean.AddRange(jpeg.Slice(at, 4 + length));
            var content = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(clean)[(start + 4)..];
            at += 4 + length;
            if (marker == JpegMarker.App0 && length >= 7 && content.StartsWith("JFIF\0"u8))
                content[5] = 1;
            else if (marker == JpegMarker.App14 && length >= 12 && content.StartsWith("Adobe"u8))
                adobe = start + 4 + 11;
            else if (marker == JpegMarker.RestartInterval)
                restarts = content.ContainsAnyExcept((byte)0);
            else if (JpegMarker.IsFrame(marker))
                scans.Begin(marker, content);
            if (marker == JpegMarker.StartOfScan)
            {
                scans.Add(content);
                var end = JpegMarker.EndOfData(jpeg, at, restarts);
                clean.AddRange(jpeg[at..end]);
                at = end;
            }
            at = JpegMarker.Next(jpeg, at);
        }
        // A file that stops between two scans of a progressive picture looks whole to a decoder.
        if (!scans.Any || (!ended && !scans.AreComplete))
            return null;
        if (adobe >= 0)
            clean[adobe] = KnownTransform(clean[adobe], scans.Components);
        clean.AddRange([0xFF, JpegMarker.EndOfPicture]);
        return [.. clean];
    }

    // What decoders take an unknown number for.
    private static byte KnownTransform(byte transform, int components) => (components, transform) switch
    {
        (3, > 1) => YCbCr,
        (4, 1 or > 2) => Ycck,
        _ => transform,
    };
}
