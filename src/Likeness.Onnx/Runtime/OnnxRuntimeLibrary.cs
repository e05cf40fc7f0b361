using System.Runtime.InteropServices;

namespace Likeness.Onnx.Runtime;

/// <summary>ONNX Runtime's native library, loaded once for the process and kept until its end.</summary>
internal sealed unsafe class OnnxRuntimeLibrary
{
    private static readonly Lock Gate = new();
    private static OnnxRuntimeLibrary? loaded;

    private OnnxRuntimeLibrary(OrtApi api, string version)
    {
        (Api, Version) = (api, version);
        nint environment;
        fixed (byte* name = "likeness\0"u8) api.Check(api.CreateEnv(OrtApi.SilentLog, name, &environment));
        Environment = environment;
        // It reports to nobody what it is used for; only some of its builds could.
        api.Check(api.DisableTelemetryEvents(environment));
    }

    /// <summary>Its functions.</summary>
    public OrtApi Api { get; }

    /// <summary>Its version, such as 1.30.0.</summary>
    public string Version { get; }

    /// <summary>What its sessions share. It is never released: sessions may live as long as the process.</summary>
    public nint Environment { get; }

    /// <summary>The library, from wherever it is found first.</summary>
    /// <exception cref="UnusableInputException">It is nowhere, cannot be loaded, or is too old; the message says what to do.</exception>
    public static OnnxRuntimeLibrary Load()
    {
        lock (Gate)
        {
            if (loaded is not null) return loaded;
            var (api, version) = Find(RuntimePlaces.Here(), OrtApi.Version);
            return loaded = new OnnxRuntimeLibrary(api, version);
        }
    }

    /// <summary>Looks in the places one after another for a library that has a version of the table of functions.</summary>
    /// <exception cref="UnusableInputException">There is none.</exception>
    internal static (OrtApi Api, string Version) Find(RuntimePlaces places, int apiVersion)
    {
        if (!string.IsNullOrEmpty(places.Setting)) return FromSetting(places.Setting, apiVersion);
        List<string> unfit = [];
        foreach (var file in places.FileNames)
        {
            if (NativeLibrary.TryLoad(file, out var handle) && Open(handle, $"the system's {file}", apiVersion, unfit) is { } found) return found;
        }

        foreach (var file in places.FileNames)
        {
            var path = Path.Join(places.ProgramFolder, file);
            if (!File.Exists(path)) continue;
            if (!NativeLibrary.TryLoad(path, out var handle)) unfit.Add($"{path} cannot be loaded");
            else if (Open(handle, path, apiVersion, unfit) is { } found) return found;
        }

        // Where a NuGet package brought the library along, the runtime knows in which folder it is.
        foreach (var file in places.FileNames)
        {
            if (NativeLibrary.TryLoad(file, typeof(OnnxRuntimeLibrary).Assembly, null, out var handle) && Open(handle, file, apiVersion, unfit) is { } found) return found;
        }

        throw Missing(places, unfit, apiVersion);
    }

    private static (OrtApi Api, string Version) FromSetting(string setting, int apiVersion)
    {
        var path = Path.GetFullPath(setting);
        if (!File.Exists(path))
        {
            throw new UnusableInputException(
                $"{RuntimePlaces.SettingName} is {setting}, but there is no such file; it has to be the path of ONNX Runtime's native library. Correct it, or remove the setting.");
        }

        List<string> unfit = [];
        try
        {
            if (Open(NativeLibrary.Load(path), path, apiVersion, unfit) is { } found) return found;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            throw new UnusableInputException(
                $"{RuntimePlaces.SettingName} is {setting}, which cannot be loaded: it has to be ONNX Runtime's native library for this system and processor "
                + $"({RuntimeInformation.RuntimeIdentifier}). Correct it, or remove the setting.", failure);
        }

        throw new UnusableInputException($"{RuntimePlaces.SettingName} is {setting}: {string.Join("; ", unfit)}. Name another library, or remove the setting.");
    }

    private static (OrtApi Api, string Version)? Open(nint handle, string name, int apiVersion, List<string> unfit)
    {
        if (!NativeLibrary.TryGetExport(handle, "OrtGetApiBase", out var entry))
        {
            unfit.Add($"{name} is not ONNX Runtime (it lacks OrtGetApiBase)");
            return null;
        }

        // The entry gives two functions: the table of a version, or null; and the library's own version.
        var functions = ((delegate* unmanaged<nint*>)entry)();
        var version = OrtApi.Text(((delegate* unmanaged<byte*>)functions[1])());
        var table = ((delegate* unmanaged<uint, nint*>)functions[0])((uint)apiVersion);
        if (table is not null) return (new OrtApi(table), version);
        unfit.Add($"{name} is ONNX Runtime {version}, which is too old: 1.{apiVersion} or newer is needed");
        return null;
    }

    private static UnusableInputException Missing(RuntimePlaces places, List<string> unfit, int apiVersion)
    {
        var found = unfit.Count > 0 ? string.Join("; ", unfit) : $"neither the system nor {places.ProgramFolder} has {string.Join(" or ", places.FileNames)}";
        return new UnusableInputException(
            $"A pretrained network needs ONNX Runtime's native library (1.{apiVersion} or newer), and there is none that can be used: {found}. Do one of three: install it for the "
            + $"system; put {places.FileNames[0]} into {places.ProgramFolder}; or set {RuntimePlaces.SettingName} to its path. The packages onnxruntime-node (npm) and "
            + "Microsoft.ML.OnnxRuntime (NuGet) contain it.");
    }
}
