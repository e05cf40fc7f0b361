using System.Runtime.InteropServices;
using Likeness.Imaging.Native;

namespace Likeness.Imaging.Vips;

/// <summary>libvips, started once per process and set up for work on many untrusted files from many threads.</summary>
internal static unsafe class VipsLibrary
{
    private const int OldestMajor = 8;
    private const int OldestMinor = 12;
    private static readonly Lock Gate = new();
    private static bool started;

    /// <summary>Its version: <c>8.14</c>.</summary>
    /// <exception cref="UnusableInputException">libvips is not installed or too old.</exception>
    public static string Version
    {
        get
        {
            Start();
            return $"{VipsNative.Version(0)}.{VipsNative.Version(1)}";
        }
    }

    /// <exception cref="UnusableInputException">libvips is not installed or too old.</exception>
    public static void Start()
    {
        lock (Gate)
        {
            if (started)
                return;
            NativeLibraries.Require(NativeLibraryName.Vips);
            NativeLibraries.Require(NativeLibraryName.GObject);
            NativeLibraries.Require(NativeLibraryName.GLib);
            // Its warnings would go to the terminal; what matters comes back as errors.
            _ = GObjectNative.SetEnvironment("VIPS_WARNING", "0", 1);
            if (VipsNative.Init("likeness") != 0)
                throw new UnusableInputException($"libvips does not start: {TakeErrors()}; reinstall it");
            int major = VipsNative.Version(0), minor = VipsNative.Version(1);
            if (major < OldestMajor || (major == OldestMajor && minor < OldestMinor))
                throw new UnusableInputException($"libvips {major}.{minor} is too old; install {OldestMajor}.{OldestMinor} or newer");
            // Loaders that their authors do not trust with foreign files stay shut. SVG is opened again for charts and captions that
            // this project writes itself; files are decoded by loaders named one by one, and SVG is not among them.
            VipsNative.BlockUntrusted(1);
            VipsNative.BlockOperation("VipsForeignLoadSvg", 0);
            // The callers run on as many threads as they want; operations are never asked for twice.
            VipsNative.SetConcurrency(1);
            VipsNative.SetCacheSize(0);
            started = true;
        }
    }

    /// <summary>The messages since they were last taken, in one line.</summary>
    public static string TakeErrors()
    {
        var errors = VipsNative.CopyErrors();
        var text = Marshal.PtrToStringUTF8((nint)errors) ?? "";
        GObjectNative.Free(errors);
        VipsNative.ClearErrors();
        text = Printable.Line(text.Trim().ReplaceLineEndings("; "));
        return text.Length switch
        {
            0 => "no reason given",
            > 200 => text[..200] + "…",
            _ => text,
        };
    }
}
