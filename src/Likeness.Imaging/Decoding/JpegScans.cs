namespace Likeness.Imaging.Decoding;

/// <summary>What of a picture the scans of a JPEG have brought so far (ISO/IEC 10918-1, G.1): which coefficients, to which bit.</summary>
internal sealed class JpegScans
{
    private const int Coefficients = 64;
    private readonly Dictionary<byte, int[]> missingBits = []; // by component; one number each coefficient, −1 before its first scan
    private bool progressive;

    /// <summary>Components of the frame; 0 before it.</summary>
    public int Components { get; private set; }

    /// <summary>Whether there has been a scan.</summary>
    public bool Any { get; private set; }

    /// <summary>Whether a first scan brought the whole picture.</summary>
    public bool IsSingle { get; private set; }

    /// <summary>Whether every coefficient of every component has come, to its last bit.</summary>
    public bool AreComplete => missingBits.Values.All(static bits => bits.All(static missing => missing == 0));

    /// <summary>A frame header.</summary>
    public void Begin(byte marker, ReadOnlySpan<byte> content)
    {
        progressive = JpegMarker.IsProgressive(marker);
        Components = content.Length > 5 ? content[5] : 0;
        missingBits.Clear();
        for (var at = 6; at + 3 <= content.Length; at += 3)
        {
            var bits = new int[Coefficients];
            Array.Fill(bits, -1);
            missingBits[content[at]] = bits;
        }
    }

    /// <summary>A scan header; that of a sequential scan, whose last three numbers can only be 0, 63 and 0, is set right.</summary>
    public void Add(Span<byte> content)
    {
        if (content.Length < 4 || content.Length != 4 + (2 * content[0]))
            return; // the decoder will refuse it
        var range = content[^3..];
        if (!progressive)
            (range[0], range[1], range[2]) = (0, Coefficients - 1, 0);
        for (var c = 0; c < content[0]; c++)
        {
            if (missingBits.TryGetValue(content[1 + (2 * c)], out var bits) && range[0] <= range[1] && range[1] < Coefficients)
                bits.AsSpan(range[0]..(range[1] + 1)).Fill(range[2] & 15);
        }
        IsSingle = !Any && !progressive && content[0] == Components;
        Any = true;
    }
}
