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
        { "--patience 3 --validation 0", "patience" },
        { "--patience -1", "--patience" },
        { "--power 0", "--power" },
        { "--checkpoint -5", "--checkpoint" },
        { "--schedule sideways", "--schedule" },
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

    [Theory]
    [InlineData(19, "batch is 19, but there are only 18 pictures")]
    [InlineData(14, "batch is 14, but there are only 13 pictures to learn from; it has to be 1 to 13")]
    public async Task A_batch_larger_than_the_set_is_refused(int batch, string named)
    {
        using var folder = new TemporaryFolder();
        Collection.Draw(folder["pictures"]);
        var settings = TrainedLibrary.QuickBut("--batch", $"{batch}");
        Assert.Contains(named, Complaint.Of(await ProgramRun.Likeness(["train", folder["pictures"], "--library", folder["library"], .. settings]), 2), StringComparison.Ordinal);
    }
}
