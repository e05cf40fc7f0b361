using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Likeness.Imaging.Vips;

/// <summary>
/// Which libvips is loaded. The system's comes first, because it may have codecs that may not be shipped (HEIC) and is kept up to date by
/// its distribution; then the one that is shipped with this library under a name of its own, so that neither .NET nor NetVips finds it
/// unasked. <c>LIKENESS_LIBVIPS</c> (<c>system</c>, <c>bundled</c> or a file's path) leaves no choice.
/// </summary>
/// <param name="Handle">As <see cref="NativeLibrary"/> gives it; never freed, since libvips cannot be unloaded.</param>
/// <param name="FilePath">Its file.</param>
/// <param name="Origin"><c>system</c>, <c>bundled</c> or <c>given</c>.</param>
/// <param name="Version">Its version.</param>
internal sealed record VipsBinary(nint Handle, string FilePath, string Origin, Version Version)
{
    /// <summary>The variable that forces one.</summary>
    public const string Variable = "LIKENESS_LIBVIPS";

    /// <summary>Untrusted loaders can be shut off since this version.</summary>
    public static readonly Version Oldest = new(8, 13);

    /// <summary>It is the system's.</summary>
    public const string SystemOrigin = "system";

    private const string BundledOrigin = "bundled";
    private const string Install =
        "install libvips 8.13 or newer (Debian, Ubuntu: apt-get install libvips42; macOS: brew install vips), or use a system for which one is shipped "
        + "(Linux on x64 or Arm64 with glibc, macOS on Arm64, Windows on x64)";

    /// <summary>The names under which systems have it, the preferred first.</summary>
    private static string[] SystemNames => OperatingSystem.IsWindows() ? ["libvips-42.dll"]
        : OperatingSystem.IsMacOS() ? ["libvips.42.dylib", "/opt/homebrew/lib/libvips.42.dylib", "/usr/local/lib/libvips.42.dylib"]
        : ["libvips.so.42"];

    /// <summary>Loads the first that serves.</summary>
    /// <exception cref="UnusableInputException">None does; the message says what was tried and what to install.</exception>
    public static VipsBinary Load() => Load(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Loads what a value of <see cref="Variable"/> asks for.</summary>
    /// <exception cref="UnusableInputException">It cannot be had; the message says what was tried and what to do.</exception>
    internal static VipsBinary Load(string? wanted)
    {
        var tried = new List<string>();
        var found = wanted switch
        {
            null or "" => OfSystem(tried) ?? Shipped(tried),
            SystemOrigin => OfSystem(tried),
            BundledOrigin => Shipped(tried),
            _ => At(wanted, "given", tried),
        };
        if (found is not null)
            return found;
        var forced = wanted is null or "" ? "" : $" ({Variable} asks for {Printable.Line(wanted)})";
        throw new UnusableInputException($"pictures cannot be read: no libvips that can be used{forced}: {string.Join("; ", tried)}; {Install}");
    }

    /// <summary>What libvips and its decoders have complained of since its log was last cleared, by all threads.</summary>
    public unsafe string Log()
    {
        var copy = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(Handle, "vips_error_buffer_copy");
        var text = copy();
        var log = Marshal.PtrToStringUTF8(text) ?? "";
        NetVips.NetVips.Free(text);
        return log;
    }

    private static VipsBinary? OfSystem(List<string> tried)
    {
        foreach (var name in SystemNames)
        {
            if (At(name, SystemOrigin, tried) is { } found)
                return found;
        }
        return null;
    }

    private static VipsBinary? Shipped(List<string> tried)
    {
        var file = OperatingSystem.IsWindows() ? "likeness-vips.dll" : OperatingSystem.IsMacOS() ? "liblikeness-vips.dylib" : "liblikeness-vips.so.42";
        var places = ShippedFolders().Select(folder => Path.Combine(folder, file)).Where(File.Exists).Distinct(StringComparer.Ordinal).ToList();
        foreach (var place in places)
        {
            if (At(place, BundledOrigin, tried) is { } found)
                return found;
        }
        if (places.Count == 0)
            tried.Add($"none is shipped for this system ({RuntimeInformation.RuntimeIdentifier})");
        return null;
    }

    /// <summary>Where .NET puts native files of packages (the host knows), and where a build of this checkout or a tool has them.</summary>
    private static IEnumerable<string> ShippedFolders()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var runtimes = Path.Combine("runtimes", $"{system}-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}", "native");
        var assembly = Path.GetDirectoryName(typeof(VipsBinary).Assembly.Location);
        foreach (var folder in (string?[])[AppContext.BaseDirectory, assembly])
        {
            if (string.IsNullOrEmpty(folder)) continue; // an assembly inside a single file has no place
            yield return folder;
            yield return Path.Combine(folder, runtimes);
        }
        var known = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (var folder in known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return folder;
    }

    private static VipsBinary? At(string name, string origin, List<string> tried)
    {
        nint handle;
        try
        {
            handle = NativeLibrary.Load(name);
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            tried.Add($"{Printable.Line(name)} does not load{Reason(failure)}");
            return null;
        }
        if (VersionOf(handle) is not { } version)
        {
            tried.Add($"{Printable.Line(name)} is no libvips");
            NativeLibrary.Free(handle);
            return null;
        }
        if (version >= Oldest)
            return new VipsBinary(handle, File.Exists(name) ? Path.GetFullPath(name) : LoadedFile() ?? name, origin, version);
        tried.Add($"{Printable.Line(name)} is libvips {version}, older than {Oldest}");
        NativeLibrary.Free(handle);
        return null;
    }

    // The linker's own words, without .NET's advice about debugging it.
    private static string Reason(Exception failure)
    {
        var lines = failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var word = lines.FirstOrDefault(static line => line.Contains(": ", StringComparison.Ordinal) && !line.StartsWith("Unable to load", StringComparison.Ordinal));
        return word is null ? "" : $" ({Printable.Line(word.Length > 160 ? word[..160] + "…" : word)})";
    }

    // vips_version may be asked before anything was started: 0, 1 and 2 are major, minor and micro.
    private static unsafe Version? VersionOf(nint handle)
    {
        if (!NativeLibrary.TryGetExport(handle, "vips_version", out var address))
            return null;
        var part = (delegate* unmanaged[Cdecl]<int, int>)address;
        return new Version(part(0), part(1), part(2));
    }

    private static string? LoadedFile()
    {
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (module.ModuleName.StartsWith("libvips.", StringComparison.Ordinal) || module.ModuleName.StartsWith("libvips-42.", StringComparison.Ordinal))
                return module.FileName;
        }
        return null;
    }
}
