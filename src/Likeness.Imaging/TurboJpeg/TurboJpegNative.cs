using System.Runtime.InteropServices;

namespace Likeness.Imaging.TurboJpeg;

/// <summary>The functions of the TurboJPEG 2.x C interface that decoding needs, as <c>turbojpeg.h</c> declares them.</summary>
internal static unsafe partial class TurboJpegNative
{
    private const string Library = "turbojpeg";

    /// <summary>TJPF_RGB.</summary>
    public const int PixelFormatRgb = 0;

    /// <summary>TJFLAG_STOPONWARNING: damage is an error, not a guess.</summary>
    public const int StopOnWarning = 8192;

    /// <summary>TJFLAG_LIMITSCANS: a progressive file with more than 500 scans is an attack on time.</summary>
    public const int LimitScans = 32768;

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    public static partial nint InitDecompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    public static partial int Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    public static partial byte* GetErrorString(nint handle);

    // The C type of the length is unsigned long: 32 bits on Windows, 64 elsewhere.
    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    public static partial int Decompress(
        nint handle, byte* jpeg, CULong length, byte* pixels, int width, int pitch, int height, int pixelFormat, int flags);
}
