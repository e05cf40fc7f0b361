using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Likeness.Imaging.Vips;

/// <summary>
/// libvips, started once per process and set up for work on many untrusted files from many threads. NetVips loads it by name when its
/// first type is touched (<c>typeof</c> or a generic type over one is enough); so whatever touches one runs through <see cref="VipsWork"/>,
/// which starts the chosen one first.
/// </summary>
internal static unsafe class VipsLibrary
{
    private static readonly Lock Gate = new();
    private static VipsBinary? started;

    /// <summary>The one in use.</summary>
    /// <exception cref="UnusableInputException">There is none that can be used.</exception>
    public static VipsBinary Binary
    {
        get
        {
            lock (Gate)
                return started ??= Start();
        }
    }

    private static VipsBinary Start()
    {
        var binary = VipsBinary.Load();
        Silence(binary.Handle);
        var asking = Assembly.Load("NetVips"); // by name: typeof would be touching a type
        // NetVips asks the system's linker by name, which finds what is loaded already; where it finds nothing, .NET asks here.
        AssemblyLoadContext.GetLoadContext(asking)!.ResolvingUnmanagedDll += (assembly, name) => assembly == asking ? Resolve(binary.Handle, name) : 0;
        SetUp(binary);
        return binary;
    }

    // In a method of its own: compiling it may already run NetVips's module initializer.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SetUp(VipsBinary binary)
    {
        if (!NetVips.ModuleInitializer.VipsInitialized && !NetVips.NetVips.Init())
            throw new UnusableInputException($"libvips does not start ({binary.FilePath}): {NetVips.ModuleInitializer.Exception?.Message}; reinstall it, or set {VipsBinary.Variable}=bundled");
        var inUse = new Version(NetVips.NetVips.Version(0, false), NetVips.NetVips.Version(1, false), NetVips.NetVips.Version(2, false));
        if (inUse != binary.Version)
        {
            throw new UnusableInputException(
                $"libvips {binary.Version} was chosen ({binary.FilePath}), but the system gave {inUse}, which was loaded first; set {VipsBinary.Variable} to that one's path, or to system");
        }
        // Loaders that their authors do not trust with foreign files stay shut. SVG is opened again for charts and captions that
        // this project writes itself; files are decoded by loaders named one by one, and SVG is not among them.
        NetVips.NetVips.BlockUntrusted = true;
        NetVips.Operation.Block("VipsForeignLoadSvg", false);
        // Older versions of libvips mistrust these for the youth of their libraries; both have been fuzzed since, and people have such files.
        NetVips.Operation.Block("VipsForeignLoadJxl", false);
        NetVips.Operation.Block("VipsForeignLoadJp2k", false);
        // The callers run on as many threads as they want; operations are never asked for twice.
        NetVips.NetVips.Concurrency = 1;
        NetVips.Cache.Max = 0;
    }

    private static nint Resolve(nint vips, string name) =>
        // All-in-one builds have GLib and GObject inside; of others the linker finds these as libraries of libvips's own.
        name.Contains("vips", StringComparison.Ordinal)
            || (name.Contains("glib", StringComparison.Ordinal) && NativeLibrary.TryGetExport(vips, "g_free", out _))
            || (name.Contains("gobject", StringComparison.Ordinal) && NativeLibrary.TryGetExport(vips, "g_object_unref", out _))
            ? vips : 0;

    // What matters comes back as errors; warnings of libvips and GLib would go to the terminal. GLib takes a function that gets four
    // arguments and does nothing: one of libvips's that only reads a number serves, and unlike one of ours it may be called at exit.
    private static void Silence(nint vips)
    {
        if (NativeLibrary.TryGetExport(vips, "g_log_set_default_handler", out var set) && NativeLibrary.TryGetExport(vips, "vips_cache_get_max", out var nothing))
            _ = ((delegate* unmanaged[Cdecl]<nint, nint, nint>)set)(nothing, 0);
    }
}
