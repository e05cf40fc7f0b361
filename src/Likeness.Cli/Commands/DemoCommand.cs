using System.CommandLine;
using Likeness.Cli.Demo;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness demo</c>: the whole road on pictures that the program draws itself.</summary>
internal sealed class DemoCommand : Command
{
    private readonly CommandContext context;
    private readonly Option<string> folder = new("--folder")
    {
        Description = "Where to put the pictures and the library; made if it is not there",
        HelpName = "folder",
        DefaultValueFactory = _ => "likeness-demo",
    };

    private readonly Option<int> pictures = Setting.Whole("--pictures", "How many pictures to draw", 500, 80, 100_000);
    private readonly Option<int> epochs = Setting.Whole("--epochs", "Passes over the training pictures", 25, 1, 1000);
    private readonly Option<int> seed = Setting.Whole("--seed", "Which pictures to draw, and the seed of training", 42, 0, int.MaxValue);
    private readonly Option<int> threads = Common.Threads();
    private readonly Option<bool> json = Common.Json();

    public DemoCommand(CommandContext context)
        : base("demo", "Draw pictures of eight kinds of scene, then learn from, evaluate, index and search them. Takes about a minute.")
    {
        this.context = context;
        foreach (var option in (ReadOnlySpan<Option>)[folder, pictures, epochs, seed, threads, json])
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var run = new DemoRun(context.Operations, context.Cancelled)
        {
            Folder = given.GetRequiredValue(folder),
            Pictures = given.GetValue(pictures),
            Epochs = given.GetValue(epochs),
            Seed = given.GetValue(seed),
            Threads = given.GetValue(threads),
        };
        var report = context.Terminal.WithProgress(run.Run);
        context.Terminal.Print(report, ReportJson.Formats.DemoReport, given.GetValue(json), to => DemoWords.Print(to, report));
        return ExitCode.Done;
    }
}
