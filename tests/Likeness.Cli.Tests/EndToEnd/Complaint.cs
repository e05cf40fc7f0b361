namespace Likeness.Cli.Tests.EndToEnd;

/// <summary>What the program said when it could not do what it was asked.</summary>
internal static class Complaint
{
    /// <summary>The one line of a run that failed as it should: with this exit code, without a result, without a stack trace.</summary>
    public static string Of(ProgramRun run, int exitCode)
    {
        Assert.Empty(run.Results);
        return Line(run, exitCode);
    }

    /// <summary>The same for a run that may have printed a result before.</summary>
    public static string Line(ProgramRun run, int exitCode)
    {
        Assert.True(run.ExitCode == exitCode, $"exit code {run.ExitCode}, not {exitCode}: {run.Notes}");
        Assert.DoesNotContain("   at ", run.Notes, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Notes, StringComparison.Ordinal);
        var line = Assert.Single(run.Notes.Split('\n'), line => line.StartsWith("likeness: ", StringComparison.Ordinal));
        Assert.DoesNotContain("mistake in Likeness", line, StringComparison.Ordinal);
        return line;
    }
}
