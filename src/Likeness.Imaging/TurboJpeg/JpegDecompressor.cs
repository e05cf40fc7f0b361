using System.Runtime.InteropServices;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Native;

namespace Likeness.Imaging.TurboJpeg;

/// <summary>A TurboJPEG decompressor. It keeps native buffers between pictures; one thread at a time.</summary>
internal sealed unsafe class JpegDecompressor : SafeHandle
{
    private readonly ScalingFactor[] scales;

    /// <exception cref="UnusableInputException">libjpeg-turbo is not installed.</exception>
    public JpegDecompressor() : base(0, ownsHandle: true)
    {
        NativeLibraries.Require(NativeLibraryName.TurboJpeg);
        SetHandle(Create());
        scales = Halvings();
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Reads the frame header alone.</summary>
    /// <exception cref="BadPictureException">It is no JPEG, or is damaged in its header.</exception>
    public JpegFrame ReadFrame(ReadOnlySpan<byte> jpeg)
    {
        fixed (byte* bytes = jpeg)
        {
            var status = TurboJpegNative.DecompressHeader(
                handle, bytes, new CULong((nuint)jpeg.Length), out var width, out var height, out _, out var colourSpace);
            // Where the file ends inside its tables the call succeeds, with no size.
            // Where only a warning is due the size is there too; decompressing meets it again and judges it.
            if (width > 0 && height > 0)
                return new JpegFrame(height, width, (JpegColourSpace)colourSpace);
            throw Refuse(status == 0 ? "it ends, or claims no pixels, in its header" : LastError());
        }
    }

    /// <summary>The smallest of the scales ½, ¼ and ⅛ that still yields at least the wanted size; the full one where none does.</summary>
    public ScalingFactor Covering(JpegFrame frame, int height, int width)
    {
        foreach (var scale in scales)
        {
            if (scale.Apply(frame.Height) >= height && scale.Apply(frame.Width) >= width)
                return scale;
        }
        return ScalingFactor.One;
    }

    /// <summary>Decodes to RGB at a scale.</summary>
    /// <param name="jpeg">The file.</param>
    /// <param name="frame">Its header.</param>
    /// <param name="scale">From <see cref="Covering"/>, or one.</param>
    /// <param name="rgb">Receives scaled height × scaled width × 3 bytes.</param>
    /// <exception cref="BadPictureException">The data is cut short or damaged.</exception>
    public void Decompress(ReadOnlySpan<byte> jpeg, JpegFrame frame, ScalingFactor scale, Span<byte> rgb)
    {
        int height = scale.Apply(frame.Height), width = scale.Apply(frame.Width);
        ArgumentOutOfRangeException.ThrowIfLessThan(rgb.Length, height * width * Pixels.Channels);
        fixed (byte* bytes = jpeg, pixels = rgb)
        {
            if (Run(bytes, jpeg.Length, pixels, height, width, TurboJpegNative.LimitScans | TurboJpegNative.StopOnWarning) == 0)
                return;
            var failure = LastError();
            // The second go succeeds only if there is nothing but the harmless warning in the whole file.
            if (IsHarmless(failure) && (Run(bytes, jpeg.Length, pixels, height, width, TurboJpegNative.LimitScans) == 0 || IsHarmless(LastError())))
                return;
            throw Refuse(failure);
        }
    }

    protected override bool ReleaseHandle() => TurboJpegNative.Destroy(handle) == 0;

    private int Run(byte* jpeg, int length, byte* pixels, int height, int width, int flags) => TurboJpegNative.Decompress(
        handle, jpeg, new CULong((nuint)length), pixels, width, width * Pixels.Channels, height, TurboJpegNative.PixelFormatRgb, flags);

    private BadPictureException Refuse(string reason)
    {
        // A decompressor that met a damaged file may refuse the next good one too (seen with 2.1.5 after a cut header).
        var fresh = Create();
        _ = TurboJpegNative.Destroy(handle);
        SetHandle(fresh);
        return new BadPictureException($"damaged JPEG: {reason}");
    }

    private static nint Create()
    {
        var decompressor = TurboJpegNative.InitDecompress();
        return decompressor != 0 ? decompressor : throw new InvalidOperationException("TurboJPEG could not make a decompressor");
    }

    private string LastError() =>
        Printable.Line(Marshal.PtrToStringUTF8((nint)TurboJpegNative.GetErrorString(handle)) ?? "no reason given");

    // Bytes too many between the segments before the picture data (0xe0 to 0xef, 0xfe, 0xdb, 0xc0, 0xc2) or before the end marker
    // (0xd9) cost no pixel; before any other marker they are what damage looks like.
    private static bool IsHarmless(string message)
    {
        const string Extraneous = "extraneous bytes before marker 0x";
        var at = message.IndexOf(Extraneous, StringComparison.Ordinal);
        if (at < 0)
            return message.Contains("Unknown Adobe color transform", StringComparison.Ordinal);
        return message[(at + Extraneous.Length)..] switch
        {
            "d9" or "fe" or "db" or "c0" or "c2" => true,
            ['e', _] => true,
            _ => false,
        };
    }

    // Halves only: the inverse transforms of the scales between them are so slow that decoding a size up and averaging is faster
    // (256×256 at 7/8: 0.58 ms, whole: 0.34 ms), and keeps more detail for the exact fit.
    private static ScalingFactor[] Halvings()
    {
        var factors = TurboJpegNative.GetScalingFactors(out var count);
        var usable = new List<ScalingFactor>(count);
        for (var i = 0; i < count; i++)
        {
            if (factors[i] is { Numerator: 1, Denominator: 2 or 4 or 8 })
                usable.Add(factors[i]);
        }
        usable.Sort((a, b) => b.Denominator.CompareTo(a.Denominator));
        return [.. usable];
    }
}
