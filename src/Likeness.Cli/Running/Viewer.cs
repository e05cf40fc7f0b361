using System.ComponentModel;
using System.Diagnostics;

namespace Likeness.Cli.Running;

/// <summary>Shows a file in the program that the system has for it.</summary>
internal static class Viewer
{
    private const string LinuxProgram = "xdg-open";
    private const string Shell = "/bin/sh";

    /// <summary>Opens the file, and does not wait for the viewer.</summary>
    /// <param name="file">Its full path.</param>
    /// <returns>Why it cannot be shown, and where it is; null where it can.</returns>
    public static string? Open(string file)
    {
        if (Missing() is { } missing) return $"the drawing cannot be opened here: {missing}; it is in {file}";
        try
        {
            using var started = Process.Start(Start(file));
            if (!OperatingSystem.IsWindows()) started?.WaitForExit(); // the shell, which leaves the viewer behind
            return null;
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException or IOException)
        {
            return $"the drawing cannot be opened here: {failure.Message.TrimEnd('.')}; it is in {file}";
        }
    }

    // Without a screen, xdg-open starts a browser in the terminal.
    private static string? Missing()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsFreeBSD()) return null;
        if (!IsSet("DISPLAY") && !IsSet("WAYLAND_DISPLAY")) return "there is no graphical display";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Array.Exists(folders, folder => File.Exists(Path.Join(folder, LinuxProgram)))
            ? null
            : $"there is no program {LinuxProgram} (Debian: apt-get install xdg-utils)";

        static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
    }

    private static ProcessStartInfo Start(string file)
    {
        if (OperatingSystem.IsWindows()) return new ProcessStartInfo(file) { UseShellExecute = true };
        // What a viewer says must not come between the results.
        var program = OperatingSystem.IsMacOS() ? "open" : LinuxProgram;
        return new ProcessStartInfo(Shell, ["-c", $"{program} \"$1\" </dev/null >/dev/null 2>&1 &", Shell, file]);
    }
}
