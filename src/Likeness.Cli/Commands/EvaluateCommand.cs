using System.CommandLine;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;
using Likeness.Evaluation;
using Likeness.Labels;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness evaluate</c>: measures the library's model.</summary>
internal sealed class EvaluateCommand : Command
{
    private readonly CommandContext context;
    private readonly Argument<string[]> pictures = Common.Pictures(ArgumentArity.ZeroOrMore, "Folders and files to measure on; if none, the pictures that training held back");
    private readonly Option<string> library = Common.Library();
    private readonly Option<bool> retrieval = new("--retrieval") { Description = "Measure the vectors that the library holds instead, every descriptor's, without opening a picture" };
    private readonly Option<string[]> descriptors = Common.Descriptors("With --retrieval: measure only this descriptor, may be given again; otherwise all");
    private readonly Option<string> labels = new("--labels") { Description = "With --retrieval: what is on the pictures: folders, or a file with the lines path,label", HelpName = "folders|file.csv", DefaultValueFactory = _ => PictureLabels.Folders };
    private readonly Option<string> protocol = Setting.Word(
        "--protocol", "With --retrieval: each picture against all others, those that training held back against the others, or those among themselves", RetrievalProtocol.LeaveOneOut, [.. RetrievalProtocol.Names]);
    private readonly Option<int> queries = Setting.Whole("--queries", "With --retrieval: the most pictures to search for; of more, so many are drawn by the seed", new RetrievalSettings().MostQueries, 1, int.MaxValue);
    private readonly Option<int> seed = Setting.Whole("--seed", "With --retrieval: seed of that sample", new RetrievalSettings().Seed, 0, int.MaxValue);
    private readonly Option<double> colour = Common.Colour();
    private readonly Option<bool> json = Common.Json();

    public EvaluateCommand(CommandContext context) : base("evaluate", "Measure the model: reconstruction error, and retrieval precision where folders name what is on the pictures. Draws originals beside reconstructions.")
    {
        this.context = context;
        Add(pictures);
        Add(library);
        foreach (var option in (ReadOnlySpan<Option>)[retrieval, descriptors, labels, protocol, queries, seed, colour, json]) Add(option);
        Validators.Add(given =>
        {
            if (given.GetValue(retrieval))
            {
                if (given.GetRequiredValue(pictures).Length > 0) given.AddError("pictures were named, but --retrieval measures those that the library has indexed; leave them out, or index them");
                return;
            }

            foreach (var option in (Option[])[descriptors, labels, protocol, queries, seed])
                if (given.GetResult(option) is { Implicit: false }) given.AddError($"{option.Name} goes with --retrieval; give that too");
        });
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        if (given.GetValue(retrieval)) return Retrieve(given);
        var report = context.Terminal.WithProgress(progress =>
            context.Operations.Evaluate(given.GetRequiredValue(library), given.GetValue(pictures) ?? [], given.GetValue(colour), progress, context.Cancelled));
        context.Terminal.WarnOfSkipped(report.Skipped);
        context.Terminal.WarnOfDrawing(report.DrawingFailure);
        context.Terminal.Print(report, ReportJson.Formats.EvaluationReport, given.GetValue(json), to => Words.Print(to, report));
        return ExitCode.Done;
    }

    private int Retrieve(ParseResult given)
    {
        var settings = new RetrievalSettings
        {
            Descriptors = given.GetValue(descriptors) ?? [],
            Labels = given.GetRequiredValue(labels),
            Protocol = given.GetRequiredValue(protocol),
            Colour = given.GetValue(colour),
            MostQueries = given.GetValue(queries),
            Seed = given.GetValue(seed),
        };
        var report = context.Operations.EvaluateRetrieval(given.GetRequiredValue(library), settings, context.Cancelled);
        context.Terminal.WarnOfMissing(report.WithoutVector, "every descriptor", "measured");
        context.Terminal.WarnOfDrawing(report.DrawingFailure);
        context.Terminal.Print(report, ReportJson.Formats.RetrievalReport, given.GetValue(json), to => RetrievalWords.Print(to, report));
        return ExitCode.Done;
    }
}
