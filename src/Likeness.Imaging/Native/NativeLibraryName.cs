namespace Likeness.Imaging.Native;

/// <summary>Where to find a native library on each system, and how a person gets it when it is missing.</summary>
/// <param name="Import">The name that the bindings import.</param>
/// <param name="Linux">File names on Linux, the preferred first.</param>
/// <param name="MacOS">File names on macOS.</param>
/// <param name="Windows">File names on Windows.</param>
/// <param name="Install">What to do when none of them loads.</param>
internal sealed record NativeLibraryName(string Import, string[] Linux, string[] MacOS, string[] Windows, string Install)
{
    /// <summary>libjpeg-turbo's TurboJPEG interface, 2.x functions (3.x still has them).</summary>
    public static readonly NativeLibraryName TurboJpeg = new(
        "turbojpeg",
        ["libturbojpeg.so.0", "libturbojpeg.so"],
        ["libturbojpeg.0.dylib", "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.0.dylib", "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.0.dylib"],
        ["turbojpeg.dll", "libturbojpeg.dll"],
        "install libjpeg-turbo (Debian: apt-get install libturbojpeg0; Ubuntu: libturbojpeg; macOS: brew install jpeg-turbo; Windows: turbojpeg.dll beside the program)");

    /// <summary>The file names on the system that runs.</summary>
    public string[] FileNames => OperatingSystem.IsWindows() ? Windows : OperatingSystem.IsMacOS() ? MacOS : Linux;
}
