namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Settings that cannot be are refused before any work: the folder of pictures, which is not there, is not even looked for.</summary>
public sealed class WrongSettingsTests
{
    public static TheoryData<string, string> Mistakes => new()
    {
        { "--image-size 30", "multiple of 4" },
        { "--image-size 64 --filters 8,8,8,8,8,8,8", "multiple of 128" },
        { "--codes 0", "--codes" },
        { "--learning-rate -0.001", "--learning-rate" },
        { "--validation 1.0", "--validation" },
        { "--image-size 2048 --filters 1024 --codes 65536", "codes" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_setting_that_cannot_be_ends_with_code_2_before_any_work(string settings, string named)
    {
        using var folder = new TemporaryFolder();
        var line = Complaint.Of(await ProgramRun.Likeness(["train", folder["nowhere"], "--library", folder["library"], .. settings.Split(' ')]), 2);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["library"]));
    }
}
