namespace Likeness.Cli.Tests;

/// <summary>How <c>./test</c> reads the result files of <c>dotnet test</c>.</summary>
public sealed class TestResultTests
{
    private const string Results = """
        <?xml version="1.0" encoding="utf-8"?>
        <TestRun>
          <Results>
            <UnitTestResult testName="A.Passes(text: &quot;a&gt;b\&quot; outcome=\&quot;Failed\&quot;&quot;)" duration="00:00:00.1" outcome="Passed" />
            <UnitTestResult testName="A.Prints" outcome="Passed">
              <Output>
                <StdOut>&lt;UnitTestResult outcome="Failed" testName="x"&gt;</StdOut>
              </Output>
            </UnitTestResult>
            <UnitTestResult testName="A.Skips" outcome="NotExecuted">
              <Output>
                <ErrorInfo>
                  <Message>skipped: no data set at &lt;x&gt; &amp; y</Message>
                </ErrorInfo>
              </Output>
            </UnitTestResult>
            <UnitTestResult testName="A.Fails" outcome="Failed">
              <Output>
                <ErrorInfo>
                  <Message>Expected: 1
        Actual:   2</Message>
                  <StackTrace>   at A.Fails()</StackTrace>
                </ErrorInfo>
              </Output>
            </UnitTestResult>
          </Results>
        </TestRun>
        """;

    [FactOnLinux]
    public async Task Passed_failed_and_skipped_tests_are_counted_and_told_apart()
    {
        var lines = await Read(Results);
        Assert.Equal("skipped\tA.Skips\tskipped: no data set at <x> & y", lines[0]);
        Assert.Equal("failed\tA.Fails\tExpected: 1\vActual:   2\v   at A.Fails()", lines[1]);
        Assert.Equal("count\t2\t1\t1", lines[2]);
    }

    [FactOnLinux]
    public async Task A_file_without_results_counts_nothing() => Assert.Equal(["count\t0\t0\t0"], await Read("<TestRun></TestRun>"));

    private static async Task<string[]> Read(string results)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["results.trx"], results);
        var run = await ProgramRun.Start("awk", ["-f", Path.Combine(Checkout.Root, "eng", "trx.awk"), folder["results.trx"]]);
        Assert.Equal(0, run.ExitCode);
        return run.Results.TrimEnd('\n').Split('\n');
    }
}
