using System.Buffers.Binary;

namespace Likeness.Imaging.Decoding;

/// <summary>
/// Tells whether a colour profile means sRGB, so that the slow transform can be left out: by its primaries and tone curve
/// (ICC.1:2010, matrix/TRC profiles), because the name of the profile is free text.
/// </summary>
internal static class IccProfile
{
    private const int HeaderBytes = 128;
    private const int TagBytes = 12;
    private const double PrimaryTolerance = 0.002;
    private const double CurveTolerance = 0.004;

    // Rows: red, green, blue; columns: X, Y, Z, adapted to D50 (IEC 61966-2-1, Bradford).
    private static readonly double[] SrgbPrimaries = [0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7141];

    /// <summary>Whether the profile maps colours as sRGB does. A damaged profile does not.</summary>
    /// <param name="profile">The whole profile.</param>
    public static bool IsSrgb(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < HeaderBytes + 4 || !profile[16..].StartsWith("RGB "u8))
            return false;
        var colours = "rgb"u8;
        for (var c = 0; c < 3; c++)
        {
            if (!HasSrgbPrimary(Find(profile, [colours[c], (byte)'X', (byte)'Y', (byte)'Z']), c)
                || !IsSrgbCurve(Find(profile, [colours[c], (byte)'T', (byte)'R', (byte)'C'])))
                return false;
        }
        // Tables override the matrix.
        return Find(profile, "A2B0"u8).IsEmpty;
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> tag)
    {
        var count = BinaryPrimitives.ReadUInt32BigEndian(profile[HeaderBytes..]);
        var table = profile[(HeaderBytes + 4)..];
        for (uint i = 0; i < count && table.Length >= TagBytes; i++, table = table[TagBytes..])
        {
            if (!table.StartsWith(tag))
                continue;
            var start = BinaryPrimitives.ReadUInt32BigEndian(table[4..]);
            var length = BinaryPrimitives.ReadUInt32BigEndian(table[8..]);
            return (ulong)start + length <= (ulong)profile.Length ? profile.Slice((int)start, (int)length) : default;
        }
        return default;
    }

    private static bool HasSrgbPrimary(ReadOnlySpan<byte> tag, int colour)
    {
        if (tag.Length < 20 || !tag.StartsWith("XYZ "u8))
            return false;
        for (var i = 0; i < 3; i++)
        {
            if (Math.Abs(Fixed(tag[(8 + (4 * i))..]) - SrgbPrimaries[(3 * colour) + i]) > PrimaryTolerance)
                return false;
        }
        return true;
    }

    private static bool IsSrgbCurve(ReadOnlySpan<byte> tag)
    {
        foreach (var x in (ReadOnlySpan<double>)[0.05, 0.25, 0.5, 0.75])
        {
            var srgb = x <= 0.04045 ? x / 12.92 : Math.Pow((x + 0.055) / 1.055, 2.4);
            if (Evaluate(tag, x) is not { } y || Math.Abs(y - srgb) > CurveTolerance)
                return false;
        }
        return true;
    }

    private static double? Evaluate(ReadOnlySpan<byte> tag, double x)
    {
        if (tag.Length >= 12 && tag.StartsWith("curv"u8))
            return Table(tag[12..], BinaryPrimitives.ReadUInt32BigEndian(tag[8..]), x);
        // Parametric type 3, the form in which sRGB is written: y = (a·x + b)^g for x ≥ d, else c·x.
        if (tag.Length < 32 || !tag.StartsWith("para"u8) || BinaryPrimitives.ReadUInt16BigEndian(tag[8..]) != 3)
            return null;
        var p = tag[12..];
        (var g, var a, var b, var c, var d) = (Fixed(p), Fixed(p[4..]), Fixed(p[8..]), Fixed(p[12..]), Fixed(p[16..]));
        return x >= d ? Math.Pow((a * x) + b, g) : c * x;
    }

    private static double? Table(ReadOnlySpan<byte> entries, uint count, double x)
    {
        if (count < 2 || entries.Length / 2 < count)
            return null; // a plain gamma is not sRGB's curve
        var position = x * (count - 1);
        var below = (int)position;
        double low = BinaryPrimitives.ReadUInt16BigEndian(entries[(2 * below)..]);
        double high = BinaryPrimitives.ReadUInt16BigEndian(entries[(2 * Math.Min(below + 1, (int)count - 1))..]);
        return (low + ((high - low) * (position - below))) / 65535;
    }

    private static double Fixed(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) / 65536.0;
}
