using Likeness.Evaluation;

namespace Likeness.Cli.Output;

/// <summary>How well the descriptors find pictures, in words.</summary>
internal static class RetrievalWords
{
    private const string Heading = "descriptor";

    /// <summary>Prints a table, a line for each ranking.</summary>
    public static void Print(TextWriter to, RetrievalReport report)
    {
        var width = Math.Max(Heading.Length, report.Rankings.Max(ranking => ranking.Name.Length));
        to.WriteLine($"{report.Pictures} pictures of {report.Labels} labels, {Queries(report)}, {report.Protocol}" + LeftOut(report));
        to.WriteLine($"{Heading.PadRight(width)}  numbers    P@1   P@10  (95 % of samples)  R-prec    mAP  kNN-10");
        foreach (var ranking in report.Rankings)
        {
            to.WriteLine(
                $"{ranking.Name.PadRight(width)}  {ranking.Dimensions,7}  {ranking.P1:0.000}  {ranking.P10:0.000}    {ranking.Low:0.000} to {ranking.High:0.000}   {ranking.RPrecision:0.000}  {ranking.Map:0.000}   {ranking.KnnAccuracy:0.000}");
        }

        foreach (var ranking in report.Rankings)
            if (ranking.Montage is not null)
                to.WriteLine($"worst queries {Terminal.Printable(ranking.Montage)}");
    }

    private static string Queries(RetrievalReport report) =>
        report.Queries < report.Eligible ? $"{report.Queries} queries, drawn from {report.Eligible} by the seed" : $"{report.Queries} queries";

    private static string LeftOut(RetrievalReport report) => report.LeftOut > 0 ? $"; {report.LeftOut} have nothing to find" : "";
}
