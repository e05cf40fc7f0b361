using System.CommandLine;
using Likeness.Cli.Experiments;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;
using Likeness.Experiments;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness experiment</c>: runs series of trainings that are described as data, and reports on them.</summary>
internal sealed class ExperimentCommand : Command
{
    private const string StandardRuns = "likeness-experiments";

    private readonly CommandContext context;

    public ExperimentCommand(CommandContext context) : base("experiment", "Run series of trainings that are described in files, and report on them side by side.")
    {
        this.context = context;
        Add(List());
        Add(Run());
        Add(Report());
    }

    private Command List()
    {
        var definitions = Definitions();
        var json = Common.Json();
        var command = new Command("list", "Name the experiments that there are.") { definitions, json };
        command.SetAction(given =>
        {
            var listed = ExperimentFile.ReadAll(given.GetRequiredValue(definitions));
            context.Terminal.Print(
                new ExperimentList([.. listed]), ReportJson.Formats.ExperimentList, given.GetValue(json), to => ExperimentWords.Print(to, listed));
            return ExitCode.Done;
        });
        return command;
    }

    private Command Run()
    {
        var names = new Argument<string[]>("names") { Description = "Which to run, in this order; a name of the list, the path of a file, or all", Arity = ArgumentArity.OneOrMore };
        var pictures = new Option<string[]>("--pictures")
        {
            Description = "Folders and files to learn from, and to measure on", HelpName = "folder", Required = true, AllowMultipleArgumentsPerToken = true,
        };
        var imageSize = Setting.Whole("--image-size", "Side of the square that pictures are cropped and shrunk to, in pixels", 64, 8, 2048);
        var runs = Runs();
        var definitions = Definitions();
        var threads = Common.Threads();
        var json = Common.Json();
        var command = new Command("run", "Train and measure. What has its result is not run again; what was cut off goes on.") { names, pictures, imageSize, runs, definitions, threads, json };
        command.SetAction(given =>
        {
            var chosen = ExperimentChoice.Of(given.GetRequiredValue(names), given.GetRequiredValue(definitions));
            var size = given.GetValue(imageSize);
            foreach (var experiment in chosen) experiment.Settings(size, given.GetValue(threads)).Validate();
            var runner = new ExperimentRunner(new ExperimentFolder(given.GetRequiredValue(runs)), given.GetRequiredValue(pictures), size, given.GetValue(threads));
            var results = context.Terminal.WithProgress(progress => chosen.Select(
                experiment => runner.RunAsync(experiment, progress, context.Cancelled).GetAwaiter().GetResult()).ToArray());
            context.Terminal.Print(new ExperimentResults(results), ReportJson.Formats.ExperimentResults, given.GetValue(json), to => ExperimentWords.Print(to, results));
            return ExitCode.Done;
        });
        return command;
    }

    private Command Report()
    {
        var runs = Runs();
        var output = new Option<string>("--output") { Description = "The HTML page to write; report.html in the folder of the runs unless given", HelpName = "file" };
        var noPictures = new Option<bool>("--no-pictures") { Description = "Leave out the pictures, which make the page large and may not be yours to pass on" };
        var json = Common.Json();
        var command = new Command("report", "Write one page about all runs that have their result: a table, curves, reconstructions.") { runs, output, noPictures, json };
        command.SetAction(given =>
        {
            var folder = new ExperimentFolder(given.GetRequiredValue(runs));
            var results = folder.ReadAll();
            var page = Path.GetFullPath(given.GetValue(output) ?? Path.Join(folder.Path, "report.html"));
            new ExperimentReport(results) { Pictures = given.GetValue(noPictures) ? null : folder }.Write(page);
            context.Terminal.Print(new ExperimentPage(page, results.Count), ReportJson.Formats.ExperimentPage, given.GetValue(json), to =>
            {
                ExperimentWords.Print(to, results);
                to.WriteLine($"report {Terminal.Printable(page)}");
            });
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string> Definitions() => new("--definitions")
    {
        Description = "The folder with the experiments, a JSON file each; the ones that came with the program unless given",
        HelpName = "folder",
        DefaultValueFactory = _ => Path.Join(AppContext.BaseDirectory, "experiments"),
    };

    private static Option<string> Runs() => new("--runs") { Description = "The folder that runs are kept in", HelpName = "folder", DefaultValueFactory = _ => StandardRuns };
}
