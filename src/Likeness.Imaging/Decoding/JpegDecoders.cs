using System.Diagnostics;
using System.Text;
using Likeness.Imaging.Native;

namespace Likeness.Imaging.Decoding;

/// <summary>
/// Which library decodes JPEGs, decided once per process: the system's libjpeg-turbo where it is there (four times as fast on small
/// pictures), else libvips. <c>LIKENESS_JPEG</c> (<c>turbo</c> or <c>libvips</c>) leaves no choice.
/// </summary>
public static class JpegDecoders
{
    /// <summary>The variable that forces one.</summary>
    internal const string Variable = "LIKENESS_JPEG";

    private const string Turbo = "turbo";
    private const string Vips = "libvips";
    private static readonly Lazy<string?> Missing = new(static () => Choose(Environment.GetEnvironmentVariable(Variable)));
    private static readonly Lazy<string> TurboVersion = new(FindTurboVersion);

    /// <summary>Which one is in use, with its version where it has one of its own: <c>libjpeg-turbo 2.1.5</c>, or <c>libvips</c>.</summary>
    /// <exception cref="UnusableInputException">One is forced that is not installed.</exception>
    /// <exception cref="WrongSettingsException"><c>LIKENESS_JPEG</c> has no meaning.</exception>
    public static string InUse => UsesTurbo ? TurboVersion.Value : Vips;

    /// <summary>Why libjpeg-turbo is not in use, and how it could be; null where it is.</summary>
    public static string? WhyNotTurbo => Missing.Value;

    /// <summary>Whether libjpeg-turbo reads what it can.</summary>
    internal static bool UsesTurbo => Missing.Value is null;

    /// <summary>Whether libjpeg-turbo could be used, whatever is forced.</summary>
    internal static bool HasTurbo => NativeLibraries.TryRequire(NativeLibraryName.TurboJpeg) is null;

    /// <summary>Null for libjpeg-turbo, else why not.</summary>
    internal static string? Choose(string? wanted)
    {
        switch (wanted)
        {
            case Vips:
                return $"{Variable} asks for {Vips}";
            case Turbo:
                NativeLibraries.Require(NativeLibraryName.TurboJpeg);
                return null;
            case null or "":
                return NativeLibraries.TryRequire(NativeLibraryName.TurboJpeg) is { } why ? $"{why}; {NativeLibraryName.TurboJpeg.Install}" : null;
            default:
                throw new WrongSettingsException($"{Variable} is '{Printable.Line(wanted)}'; expected {Turbo} or {Vips}, or leave it unset");
        }
    }

    // The interface has no call for it, but every build carries the text "libjpeg-turbo version 2.1.5 (build 20230203)". Where a build
    // should not, its file's own name and length tell it from another.
    private static string FindTurboVersion()
    {
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (!module.ModuleName.Contains("turbojpeg", StringComparison.Ordinal) || !File.Exists(module.FileName))
                continue;
            var file = File.ReadAllBytes(module.FileName);
            return VersionIn(file) is { } version ? $"libjpeg-turbo {version}" : $"libjpeg-turbo ({module.ModuleName}, {file.Length} bytes)";
        }
        return "libjpeg-turbo";
    }

    /// <summary>The version that a file of libjpeg-turbo states; null where it states none.</summary>
    internal static string? VersionIn(ReadOnlySpan<byte> file)
    {
        var stated = "libjpeg-turbo version "u8;
        var at = file.IndexOf(stated);
        if (at < 0)
            return null;
        var rest = file[(at + stated.Length)..];
        var length = rest.IndexOf((byte)' ');
        return length is > 0 and < 20 ? Encoding.ASCII.GetString(rest[..length]) : null;
    }
}
