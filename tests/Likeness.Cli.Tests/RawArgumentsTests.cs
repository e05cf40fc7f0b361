using Likeness.Cli.Running;

namespace Likeness.Cli.Tests;

public sealed class RawArgumentsTests
{
    [Fact]
    public void Only_arguments_that_lost_bytes_are_read_again_from_the_end_of_the_line()
    {
        string[] args = ["search", "caf\uFFFD.png", @"a\xE9.png", "\uFFFD"];
        byte[] line = [.. "dotnet\0exec\0likeness.dll\0search\0caf"u8, 0xE9, .. ".png\0"u8, .. @"a\xE9.png"u8, 0, 0xFF, 0];
        Assert.Equal(["search", @"caf\xE9.png", @"a\xE9.png", @"\xFF"], RawArguments.Restore(args, line));
    }

    [Fact]
    public void Without_losses_nothing_changes()
    {
        string[] args = ["search", "ä.png"];
        Assert.Equal(args, RawArguments.Restore(args));
    }

    [Theory]
    [InlineData(@"clear\x1B[2J\x0A.png", "clear\u001b[2J\n.png")]
    [InlineData(@"caf\xE9.png", @"caf\xE9.png")]
    [InlineData(@"\x5Cx1B.png", @"\x5Cx1B.png")]
    [InlineData(@"back\slash.png", @"back\slash.png")]
    public void A_path_as_it_was_printed_is_the_path_as_it_is_scanned(string printed, string scanned) => Assert.Equal(scanned, RawArguments.Plain(printed));
}
