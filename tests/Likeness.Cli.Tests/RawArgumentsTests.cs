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
        Assert.Same(args, RawArguments.Restore(args));
    }
}
