using System.Diagnostics;

namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Runs the program as someone whom file permissions bind, even where the tests run as root.</summary>
/// <param name="folder">What is to be theirs, with everything that is put into it until the program runs.</param>
internal sealed class UnprivilegedPerson(string folder) : IDisposable
{
    private const string Nobody = "65534";

    /// <summary>Runs the program.</summary>
    public Task<ProgramRun> Likeness(params string[] arguments)
    {
        if (!Environment.IsPrivilegedProcess)
            return ProgramRun.Likeness(arguments);
        Own(Nobody);
        var program = Path.Combine(AppContext.BaseDirectory, "Likeness.Cli.dll");
        return ProgramRun.Start("setpriv", [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "dotnet", program, .. arguments], folder);
    }

    /// <summary>Takes everybody's rights to a file or folder away.</summary>
    public static void Forbid(string path) => Run("chmod", "0", path);

    /// <summary>Gives its owner all rights back.</summary>
    public static void Allow(string path) => Run("chmod", "700", path);

    public void Dispose()
    {
        if (Environment.IsPrivilegedProcess)
            Own("0");
    }

    private void Own(string user) => Run("chown", "-R", user, folder);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
