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
        lock (Gate)
        {
            if (!registered)
            {
                NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
                registered = true;
            }
            if (!Loaded.ContainsKey(library.Import))
                Loaded[library.Import] = Load(library);
        }
    }

    /// <summary>Loads the first of a library's files that the system finds.</summary>
    /// <exception cref="UnusableInputException">None of them loads.</exception>
    internal static nint Load(NativeLibraryName library)
    {
        foreach (var file in library.FileNames)
        {
            if (NativeLibrary.TryLoad(file, typeof(NativeLibraries).Assembly, null, out var handle))
                return handle;
        }
        throw new UnusableInputException(
            $"pictures cannot be read: the native library {library.FileNames[0]} is missing or cannot be loaded; {library.Install}");
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
