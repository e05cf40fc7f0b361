using System.Reflection;
using System.Runtime.InteropServices;

namespace Likeness.Imaging.Native;

/// <summary>Finds the native libraries by their names on each system, once.</summary>
internal static class NativeLibraries
{
    private static readonly NativeLibraryName[] Known = [NativeLibraryName.TurboJpeg];

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, nint> Loaded = [];
    private static bool registered;

    /// <summary>Makes sure that a library is there before its first function is called.</summary>
    /// <exception cref="UnusableInputException">It is not installed; the message says which package brings it.</exception>
    public static void Require(NativeLibraryName library)
    {
        if (TryRequire(library) is { } why)
            throw new UnusableInputException($"pictures cannot be read: the native library {why}; {library.Install}");
    }

    /// <summary>The same for a library that can be done without.</summary>
    /// <returns>Null where it is there; else its file and why that does not load, in the system's words.</returns>
    public static string? TryRequire(NativeLibraryName library)
    {
        lock (Gate)
        {
            if (!registered)
            {
                NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
                registered = true;
            }
            if (Loaded.ContainsKey(library.Import))
                return null;
            var handle = Load(library, out var why);
            if (why is null)
                Loaded[library.Import] = handle;
            return why;
        }
    }

    /// <summary>Loads the first of a library's files that the system finds.</summary>
    /// <param name="library">Which.</param>
    /// <param name="why">The first file and why it does not load, where none of them does: it need not be missing, memory or file descriptors may be.</param>
    internal static nint Load(NativeLibraryName library, out string? why)
    {
        why = null;
        foreach (var file in library.FileNames)
        {
            try
            {
                var handle = NativeLibrary.Load(file, typeof(NativeLibraries).Assembly, null);
                why = null;
                return handle;
            }
            catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
            {
                why ??= $"{file} cannot be loaded ({LinkersWords(failure.Message)})";
            }
        }
        return 0;
    }

    // .NET's message has a line for each place that it looked in, beside advice. Where the file is in one of them, that line says why not.
    private static string LinkersWords(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var places = lines.Where(static line => line.Contains(": ", StringComparison.Ordinal) && !line.StartsWith("Unable to load", StringComparison.Ordinal)).ToList();
        var told = places.Find(static line => !line.Contains("No such file", StringComparison.OrdinalIgnoreCase)) ?? places.FirstOrDefault() ?? lines[0];
        return Printable.Line(told);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        foreach (var library in Known)
        {
            if (library.Import != name)
                continue;
            Require(library);
            lock (Gate)
                return Loaded[name];
        }
        return 0; // not one of ours: the runtime's own search goes on
    }
}
