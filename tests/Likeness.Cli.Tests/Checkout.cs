namespace Likeness.Cli.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Likeness.slnx")))
                return folder;
        throw new InvalidOperationException($"no Likeness.slnx in {AppContext.BaseDirectory} or above it; run these tests inside the checkout");
    }
}
