namespace Likeness.Cli.Tests;

/// <summary>The launcher in the checkout's root, run as a person would. It may build; the tests' own build is another.</summary>
public sealed class LauncherTests
{
    private static string Launcher => Path.Combine(Checkout.Root, "likeness");

    [FactOnLinux]
    public async Task Without_arguments_it_prints_help_and_nothing_else_as_a_result()
    {
        var run = await ProgramRun.Start(Launcher, []);
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("Description:", run.Results, StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task Arguments_and_exit_codes_pass_through_it_unchanged()
    {
        var run = await ProgramRun.Start(Launcher, ["info", "--library", "a b", "c * d"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Results);
        Assert.Contains("'c * d'", run.Notes, StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task It_works_through_a_link_from_a_folder_with_blanks()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["find alike"], Launcher);
        var run = await ProgramRun.Start(folder["find alike"], ["--help"], folder.FullPath);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("search", run.Results, StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task Without_the_sdk_it_says_what_to_install()
    {
        var run = await Script("command() { return 1; }; find_dotnet");
        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Results);
        Assert.Contains(".NET 10 SDK", run.Notes, StringComparison.Ordinal);
    }

    // On a machine with apt-get but without libvips; who is asked for root, and what apt-get does, differs.
    private const string Debian = "has_shared_library() { [[ $1 != libvips* ]]; }; apt-get() { echo \"$@\" >&2; return ${status-0}; }; ";
    private const string NotRoot = "am_root() { false; }; sudo() { false; }; ";

    [FactOnLinux]
    public async Task Where_it_may_not_install_it_says_once_what_would_be_gained_and_goes_on()
    {
        using var folder = new TemporaryFolder();
        var first = await Script(Debian + NotRoot + "offer_native_libraries", folder.FullPath);
        Assert.Equal((0, ""), (first.ExitCode, first.Results));
        Assert.Contains("HEIC, JPEG XL and JPEG 2000", first.Notes, StringComparison.Ordinal);
        Assert.Contains("apt-get update && apt-get install -y --no-install-recommends libvips42", first.Notes, StringComparison.Ordinal);
        var second = await Script(Debian + NotRoot + "offer_native_libraries", folder.FullPath);
        Assert.Equal((0, ""), (second.ExitCode, second.Notes));
    }

    [FactOnLinux]
    public async Task Without_apt_get_it_goes_on_too()
    {
        using var folder = new TemporaryFolder();
        var run = await Script("has_shared_library() { false; }; command() { return 1; }; offer_native_libraries", folder.FullPath);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("JPEG several times as fast, and HEIC", run.Notes, StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task Sudo_is_used_only_where_it_asks_for_nothing()
    {
        using var folder = new TemporaryFolder();
        var run = await Script(
            Debian + "am_root() { false; }; sudo() { echo \"$*\" >>\"$root/sudo\"; }; offer_native_libraries", folder.FullPath);
        Assert.Equal(0, run.ExitCode);
        Assert.All(File.ReadLines(folder["sudo"]), line => Assert.StartsWith("-n ", line, StringComparison.Ordinal));
        Assert.Contains("-n apt-get update", File.ReadLines(folder["sudo"]));
    }

    [FactOnLinux]
    public async Task A_failed_installation_is_told_and_nothing_stops()
    {
        using var folder = new TemporaryFolder();
        var run = await Script(Debian + "am_root() { true; }; status=1; offer_native_libraries", folder.FullPath);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("that failed", run.Notes, StringComparison.Ordinal);
    }

    [FactOnLinux]
    public async Task Who_wants_the_system_left_alone_says_so()
    {
        using var folder = new TemporaryFolder();
        var run = await Script(Debian + "am_root() { true; }; LIKENESS_INSTALL=no; offer_native_libraries", folder.FullPath);
        Assert.Equal((0, ""), (run.ExitCode, run.Notes));
    }

    [FactOnLinux]
    public async Task It_builds_again_when_a_source_is_edited_added_renamed_or_removed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["src"]);
        File.WriteAllText(folder["src/a.cs"], "a");
        async Task<string> State() => (await Script("sources_state src", folder.FullPath)).Results;

        var states = new List<string> { await State() };
        Assert.Equal(states[0], await State());
        File.WriteAllText(folder["src/a.cs"], "ab");
        states.Add(await State());
        File.WriteAllText(folder["src/b.cs"], "b");
        states.Add(await State());
        File.Move(folder["src/b.cs"], folder["src/c.cs"]);
        states.Add(await State());
        File.Delete(folder["src/a.cs"]);
        states.Add(await State());
        Assert.Equal(states.Count, states.Distinct(StringComparer.Ordinal).Count());

        Directory.CreateDirectory(folder["src/obj"]);
        File.WriteAllText(folder["src/obj/made.cs"], "made by the build");
        Assert.Equal(states[^1], await State());
        File.SetLastWriteTimeUtc(folder["src/c.cs"], DateTime.UnixEpoch); // a checkout's times say nothing about its contents
        Assert.Equal(states[^1], await State());
    }

    [FactOnLinux]
    public async Task It_sees_without_reading_them_that_sources_were_written_added_renamed_or_removed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["src/deep"]);
        File.WriteAllText(folder["src/deep/a.cs"], "a");
        File.WriteAllText(folder["stamp"], "");
        var before = DateTime.UtcNow.AddMinutes(-1);
        async Task<bool> Untouched()
        {
            var untouched = (await Script("sources_untouched \"$root/stamp\" src", folder.FullPath)).ExitCode == 0;
            foreach (var entry in Directory.EnumerateFileSystemEntries(folder["src"], "*", SearchOption.AllDirectories).Append(folder["src"]))
                Directory.SetLastWriteTimeUtc(entry, before.AddMinutes(-1));
            File.SetLastWriteTimeUtc(folder["stamp"], before);
            return untouched;
        }

        _ = await Untouched();
        Assert.True(await Untouched());
        File.WriteAllText(folder["src/deep/a.cs"], "b");
        Assert.False(await Untouched());
        File.WriteAllText(folder["src/deep/b.cs"], "b");
        Assert.False(await Untouched());
        File.Move(folder["src/deep/b.cs"], folder["src/deep/c.cs"]);
        Assert.False(await Untouched());
        File.Delete(folder["src/deep/c.cs"]);
        Assert.False(await Untouched());
        Assert.True(await Untouched());
    }

    // Functions of the shared script, with parts of the machine replaced.
    private static Task<ProgramRun> Script(string text, string? root = null) =>
        ProgramRun.Start("bash", ["-c", $"unset LIKENESS_INSTALL; root=$1; . \"$2/eng/common.sh\"; {text}", "bash", root ?? Checkout.Root, Checkout.Root]);
}
