using System.CommandLine;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness train</c>: learns a model from pictures.</summary>
internal sealed class TrainCommand : Command
{
    private readonly CommandContext context;
    private readonly Argument<string[]> pictures = Common.Pictures(ArgumentArity.ZeroOrMore, "Folders and files to learn from");
    private readonly Option<string> library = Common.Library();
    private readonly TrainingOptions options = new();
    private readonly TripletOptions triplets;
    private readonly Option<bool> resume = new("--resume") { Description = "Go on with the library's unfinished training, as if it had never stopped; pictures and settings are the ones that it began with" };
    private readonly Option<bool> json = Common.Json();

    public TrainCommand(CommandContext context)
        : base("train", "Learn a model from pictures, with or without labels. The model, its history and a chart of the loss go into the library.")
    {
        this.context = context;
        triplets = new TripletOptions(options);
        Add(pictures);
        Add(library);
        foreach (var option in triplets.All.Concat(options.All)) Add(option);
        Add(resume);
        Add(json);
        Validators.Add(given =>
        {
            if (given.GetRequiredValue(pictures).Length == 0 && !given.GetValue(resume)) given.AddError("no pictures were named; name the folders to learn from, or go on with an unfinished training by --resume");
        });
        Validators.Add(given =>
        {
            if (triplets.Complaint(given) is { } complaint) given.AddError(complaint);
        });
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var report = context.Terminal.WithProgress(progress => given.GetValue(resume) ? Resume(given, progress) : Begin(given, progress));
        context.Terminal.WarnOfSkipped(report.Skipped);
        var asJson = given.GetValue(json);
        if (report.Labels is null) context.Terminal.Print(report, ReportJson.Formats.TrainingReport, asJson, to => Words.Print(to, report));
        else context.Terminal.Print(TripletReport.Of(report), ReportJson.Formats.TripletReport, asJson, to => Words.Print(to, report));
        return ExitCode.Done;
    }

    private TrainingReport Begin(ParseResult given, ILibraryProgress progress) =>
        context.Operations.Train(given.GetRequiredValue(library), given.GetRequiredValue(pictures), triplets.Read(given), progress, context.Cancelled);

    private TrainingReport Resume(ParseResult given, ILibraryProgress progress)
    {
        var folder = given.GetRequiredValue(library);
        var objective = triplets.Given(given);
        if (context.Operations.FindUnfinishedTraining(folder, objective) is { } unfinished)
        {
            triplets.CheckAgainst(given, unfinished.Settings);
            string[] sources = [.. given.GetRequiredValue(pictures).Select(Path.GetFullPath)];
            if (sources.Length > 0 && !sources.SequenceEqual(unfinished.Sources))
                throw new WrongSettingsException($"pictures are {string.Join(", ", sources)}; the unfinished training has {string.Join(", ", unfinished.Sources)}. Leave them out, or begin anew without --resume.");
        }

        return context.Operations.ResumeTraining(folder, objective, progress, context.Cancelled);
    }
}
