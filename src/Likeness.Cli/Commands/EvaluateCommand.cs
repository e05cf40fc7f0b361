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
    private readonly Argument<string[]> pictures = Common.Pictures(
        ArgumentArity.ZeroOrMore, "Folders and files to measure on; if none, the pictures that training held back");

    private readonly Option<string> library = Common.Library();

    private readonly Option<bool> retrieval = new("--retrieval")
    {
        Description = "Measure how well the vectors in the library find the like, by each descriptor, without opening a picture",
    };

    private readonly Option<string[]> descriptors = Common.Descriptors(
        "With --retrieval: measure only this descriptor; may be given again. By default all that the library has");

    private readonly Option<string> labels = new("--labels")
    {
        Description = "With --retrieval: what is on the pictures: the names of their folders, or a file with the lines path,label",
        HelpName = "folders|file.csv",
        DefaultValueFactory = _ => PictureLabels.Folders,
    };

    private readonly Option<string> protocol = Setting.Word(
        "--protocol",
        "With --retrieval: search for each picture among all others, for those that training held back among the others, or for those among "
        + "themselves",
        RetrievalProtocol.LeaveOneOut, [.. RetrievalProtocol.Names]);

    private readonly Option<int> queries = Setting.Whole(
        "--queries", "With --retrieval: how many pictures to search for, at most; where there are more, the seed draws a sample",
        new RetrievalSettings().MostQueries, 1, int.MaxValue);

    private readonly Option<int> seed = Setting.Whole(
        "--seed", "With --retrieval: the seed of that sample", new RetrievalSettings().Seed, 0, int.MaxValue);


    private readonly Option<double> colour = Common.Colour();
    private readonly Option<DescriptorShare[]> weights = Common.Weights(
        "How much this descriptor counts when pictures are compared, as in search",
        "By default codes alone; with --retrieval every descriptor alone, and those that are weighed together too");

    private readonly Option<bool> noDrawing = Common.NoDrawing();
    private readonly Option<int> threads = Common.Threads();
    private readonly Option<bool> json = Common.Json();

    public EvaluateCommand(CommandContext context)
        : base(
            "evaluate",
            "Measure how well the model does: its reconstruction error and, where folders name what is on the pictures, how often a search finds "
            + "the like. Draws originals beside reconstructions.")
    {
        this.context = context;
        Add(pictures);
        Add(library);
        foreach (var option in (Option[])[weights, colour, retrieval, descriptors, labels, protocol, queries, seed, noDrawing, threads, json]) Add(option);
        Validators.Add(given =>
        {
            if (given.GetValue(retrieval))
            {
                if (given.GetRequiredValue(pictures).Length == 0) return;
                given.AddError(
                    "pictures were named, but --retrieval measures those that the library has indexed; leave them out, or index them");
                return;
            }

            foreach (var option in (Option[])[descriptors, labels, protocol, queries, seed])
            {
                if (given.GetResult(option) is { Implicit: false }) given.AddError($"{option.Name} goes with --retrieval; give that too");
            }
        });
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        if (given.GetValue(retrieval)) return Retrieve(given);
        var settings = new EvaluationSettings
        {
            Descriptors = Common.Shares(given, colour, null) ?? given.GetValue(weights) ?? [],
            Draw = !given.GetValue(noDrawing),
            Threads = given.GetValue(threads),
        };
        var report = context.Terminal.WithProgress(progress =>
            context.Operations.Evaluate(
                given.GetRequiredValue(library), given.GetValue(pictures) ?? [], settings, progress, context.Cancelled));
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
            Together = Common.Shares(given, colour, null) ?? given.GetValue(weights) ?? [],
            Draw = !given.GetValue(noDrawing),
            Threads = given.GetValue(threads),
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
