using System.Runtime.InteropServices;
using Likeness.Imaging.Decoding;

namespace Likeness.Imaging.TurboJpeg;

/// <summary>A TurboJPEG decompressor. It keeps native buffers between pictures; one thread at a time.</summary>
internal sealed unsafe class JpegDecompressor : SafeHandle
{
    /// <summary>A decompressor; the library must be there (<see cref="JpegDecoders"/>).</summary>
    public JpegDecompressor() : base(0, ownsHandle: true) => SetHandle(Create());

    public override bool IsInvalid => handle == 0;

    /// <summary>Decodes to RGB at a scale.</summary>
    /// <param name="jpeg">The file.</param>
    /// <param name="height">Rows at the scale: the stored ones divided by 1, 2, 4 or 8, rounded up.</param>
    /// <param name="width">Columns at the scale, likewise.</param>
    /// <param name="rgb">Receives height × width × 3 bytes.</param>
    /// <exception cref="BadPictureException">The library complained, were it but a warning; the message is the library's own.</exception>
    public void Decompress(ReadOnlySpan<byte> jpeg, int height, int width, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rgb.Length, Pixels.ByteCount(height, width));
        fixed (byte* bytes = jpeg, pixels = rgb)
        {
            var status = TurboJpegNative.Decompress(
                handle, bytes, new CULong((nuint)jpeg.Length), pixels, width, width * Pixels.Channels, height,
                TurboJpegNative.PixelFormatRgb, TurboJpegNative.LimitScans | TurboJpegNative.StopOnWarning);
            if (status == 0)
                return;
        }
        var complaint = Printable.Line(Marshal.PtrToStringUTF8((nint)TurboJpegNative.GetErrorString(handle)) ?? "no reason given");
        // A decompressor that met a damaged file may refuse the next good one too (seen with 2.1.5 after a cut header).
        var fresh = Create();
        _ = TurboJpegNative.Destroy(handle);
        SetHandle(fresh);
        throw new BadPictureException(complaint);
    }

    protected override bool ReleaseHandle() => TurboJpegNative.Destroy(handle) == 0;

    private static nint Create()
    {
        var decompressor = TurboJpegNative.InitDecompress();
        return decompressor != 0 ? decompressor : throw new InsufficientMemoryException("libjpeg-turbo could not make a decompressor");
    }
}
