using Likeness.Cli.Output;

namespace Likeness.Cli.Demo;

/// <summary>The demo's report in words.</summary>
internal static class DemoWords
{
    /// <summary>Prints it.</summary>
    public static void Print(TextWriter to, DemoReport report)
    {
        to.WriteLine($"drew {report.Pictures} pictures, held {report.Queries.Count} of them back as queries");
        Words.Print(to, report.Train);
        Words.Print(to, report.Evaluate);
        Words.Print(to, report.Index);
        foreach (var query in report.Queries)
            to.WriteLine($"search {query.Kind,-10} {query.SameKind} of {query.Found} found are of its kind");
        to.WriteLine($"all in {report.Seconds:0} s; look at:");
        foreach (var file in report.Files)
            to.WriteLine($"  {Terminal.Printable(file)}");
    }
}
