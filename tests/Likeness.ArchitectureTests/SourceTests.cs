using System.Text.RegularExpressions;

namespace Likeness.ArchitectureTests;

/// <summary>What holds for every source file.</summary>
public sealed partial class SourceTests
{
    private const int MostLines = 600;

    [Fact]
    public void No_source_file_is_longer_than_600_lines() =>
        Assert.Empty(Checkout.Sources.Where(file => File.ReadLines(file).Count() > MostLines).Select(Shown));

    [Fact]
    public void Nine_source_files_in_ten_have_at_most_300_lines()
    {
        var long300 = Checkout.Sources.Where(file => File.ReadLines(file).Count() > 300).Select(Shown).ToList();
        Assert.True(long300.Count * 10 <= Checkout.Sources.Count(), $"too many long files: {string.Join(", ", long300)}");
    }

    [Fact]
    public void No_source_file_names_a_path_of_some_machine() =>
        Assert.Empty(Lines().Where(line => MachinePath().IsMatch(line.Text)).Select(line => $"{line.Place}: {line.Text.Trim()}"));

    [Fact]
    public void No_warning_is_silenced_in_a_source_file() =>
        Assert.Empty(Lines().Where(line => line.Text.Contains("#pragma warning disable", StringComparison.Ordinal)).Select(line => line.Place));

    [Fact]
    public void No_source_file_leaves_work_for_later() =>
        Assert.Empty(Lines().Where(line => WorkForLater().IsMatch(line.Text)).Select(line => $"{line.Place}: {line.Text.Trim()}"));

    [Fact]
    public void The_sources_were_found() => Assert.True(Checkout.Sources.Count() > 10);

    // /proc and /dev are the same everywhere; homes, work folders and drives are not.
    [GeneratedRegex("""["\s(](/(work|home|root|tmp|mnt|Users)/|[A-Z]:\\)""", RegexOptions.CultureInvariant)]
    private static partial Regex MachinePath();

    [GeneratedRegex("""//.*\b(TODO|FIXME|HACK|XXX)\b""", RegexOptions.CultureInvariant)]
    private static partial Regex WorkForLater();

    private static IEnumerable<(string Place, string Text)> Lines() =>
        Checkout.Sources.SelectMany(file => File.ReadLines(file).Select((text, index) => ($"{Shown(file)}:{index + 1}", text)));

    private static string Shown(string file) => Path.GetRelativePath(Checkout.Root, file);
}
