namespace Likeness.Imaging.Native;

/// <summary>Where to find a native library on each system, and how a person gets it when it is missing.</summary>
/// <param name="Import">The name that the bindings import.</param>
/// <param name="Linux">File names on Linux, the preferred first.</param>
/// <param name="MacOS">File names on macOS.</param>
/// <param name="Windows">File names on Windows.</param>
/// <param name="Install">What to do when none of them loads.</param>
internal sealed record NativeLibraryName(string Import, string[] Linux, string[] MacOS, string[] Windows, string Install)
{
    private const string InstallVips =
        "install libvips (Debian, Ubuntu: apt-get install libvips42; macOS: brew install vips; Windows: the NetVips.Native package)";

    /// <summary>libjpeg-turbo's TurboJPEG interface, 2.x functions (3.x still has them).</summary>
    public static readonly NativeLibraryName TurboJpeg = new(
        "turbojpeg",
        ["libturbojpeg.so.0", "libturbojpeg.so"],
        ["libturbojpeg.0.dylib", "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.0.dylib", "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.0.dylib"],
        ["turbojpeg.dll", "libturbojpeg.dll"],
        "install libjpeg-turbo (Debian: apt-get install libturbojpeg0; Ubuntu: libturbojpeg; macOS: brew install jpeg-turbo; Windows: turbojpeg.dll beside the program)");

    /// <summary>libvips 8.12 or newer.</summary>
    public static readonly NativeLibraryName Vips = new(
        "vips",
        ["libvips.so.42", "libvips.so"],
        ["libvips.42.dylib", "/opt/homebrew/lib/libvips.42.dylib", "/usr/local/lib/libvips.42.dylib"],
        ["libvips-42.dll"],
        InstallVips);

    /// <summary>GObject, which libvips stands on. All-in-one builds of libvips carry it inside.</summary>
    public static readonly NativeLibraryName GObject = new(
        "gobject",
        ["libgobject-2.0.so.0", .. Vips.Linux],
        ["libgobject-2.0.0.dylib", "/opt/homebrew/lib/libgobject-2.0.0.dylib", .. Vips.MacOS],
        ["libgobject-2.0-0.dll", .. Vips.Windows],
        InstallVips);

    /// <summary>GLib, likewise.</summary>
    public static readonly NativeLibraryName GLib = new(
        "glib",
        ["libglib-2.0.so.0", .. Vips.Linux],
        ["libglib-2.0.0.dylib", "/opt/homebrew/lib/libglib-2.0.0.dylib", .. Vips.MacOS],
        ["libglib-2.0-0.dll", .. Vips.Windows],
        InstallVips);

    /// <summary>The file names on the system that runs.</summary>
    public string[] FileNames => OperatingSystem.IsWindows() ? Windows : OperatingSystem.IsMacOS() ? MacOS : Linux;
}
