namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>Temporary files that a library must not keep.</summary>
internal static class Leftovers
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, RecurseSubdirectories = true };

    /// <summary>Fails if there are any.</summary>
    public static void None(string library) => Assert.Empty(Directory.GetFiles(library, "*.tmp", Everything));
}
