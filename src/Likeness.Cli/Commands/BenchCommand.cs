using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Likeness.Cli.Bench;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;
using Likeness.Neural.Models;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness bench</c>: measures this machine on the program's own work.</summary>
internal sealed class BenchCommand : Command
{
    private const int LoadRuns = 50;

    private readonly CommandContext context;
    private readonly Option<string> graph = Setting.Word("--graph", "The network: plain (ReLU, no batch normalisation) or seed", "plain", "plain", "seed", "article");
    private readonly Option<int> batch = Setting.Whole("--batch", "Pictures per step", 32, 1, 4096);
    private readonly Option<int> codes = Setting.Whole("--codes", "Numbers that a picture is compressed to", 192, 1, 65536);
    private readonly Option<int> imageSize = Setting.Whole("--image-size", "Side of the square that pictures are fitted to, in pixels", 256, 8, 2048);
    private readonly Option<int> runs = Setting.Whole("--runs", "Runs that count; the median is reported", 11, 1, 10_000);
    private readonly Option<int> sourceHeight = Setting.Whole("--source-height", "Height of the picture that load draws when none is named", 256, 1, 16_384);
    private readonly Option<int> sourceWidth = Setting.Whole("--source-width", "Width of the picture that load draws when none is named", 256, 1, 16_384);
    private readonly Argument<string[]> pictures = Common.Pictures(ArgumentArity.ZeroOrMore, "Pictures to load; if none, one is drawn");
    private readonly Argument<string> network = new("network") { Description = "The file of a pretrained network (.onnx)" };
    private readonly Option<int> threads = Common.Threads();
    private readonly Option<bool> json = Common.Json();

    public BenchCommand(CommandContext context)
        : base("bench", "Measure how fast this machine trains, encodes or loads pictures, beside the most that it could do.")
    {
        this.context = context;
        Add(Work("train", "Steps of training on random pictures", [graph, batch, codes, imageSize, runs, threads, json], given =>
            Print(TrainBench.Run(Settings(given), given.GetValue(batch), given.GetValue(runs), given.GetValue(threads), context.Cancelled), ReportJson.Formats.TrainBenchReport, given)));
        Add(Work("encode", "Batches of random pictures through the encoder", [graph, batch, codes, imageSize, runs, threads, json], given =>
            Print(EncodeBench.Run(Settings(given), given.GetValue(batch), given.GetValue(runs), given.GetValue(threads), context.Cancelled), ReportJson.Formats.EncodeBenchReport, given)));
        var pretrained = Work("network", "Describing random pictures by a pretrained network, beside the network alone", [batch, runs, threads, json], given =>
            Print(NetworkBench.Run(given.GetRequiredValue(network), given.GetValue(batch), given.GetValue(runs), given.GetValue(threads), context.Cancelled), ReportJson.Formats.NetworkBenchReport, given));
        pretrained.Add(network);
        Add(pretrained);
        var load = Work("load", "Reading, decoding and fitting a picture, on one thread", [sourceHeight, sourceWidth, imageSize, json], given =>
            Print(LoadBench.Run(given.GetValue(pictures) ?? [], given.GetValue(sourceHeight), given.GetValue(sourceWidth), given.GetValue(imageSize), LoadRuns, context.Cancelled), ReportJson.Formats.LoadBenchReport, given));
        load.Add(pictures);
        Add(load);
    }

    private static Command Work(string name, string help, Option[] options, Action<ParseResult> run)
    {
        var command = new Command(name, help);
        foreach (var option in options) command.Add(option);
        command.SetAction(given =>
        {
            run(given);
            return ExitCode.Done;
        });
        return command;
    }

    private AutoencoderSettings Settings(ParseResult given)
    {
        var settings = new AutoencoderSettings
        {
            Architecture = given.GetRequiredValue(graph),
            Height = given.GetValue(imageSize),
            Width = given.GetValue(imageSize),
            Codes = given.GetValue(codes),
            ActivityL1 = 1e-4f,
            WeightL2 = 1e-4f,
        };
        settings.Validate();
        return settings;
    }

    private void Print<T>(T report, JsonTypeInfo<T> format, ParseResult given) =>
        context.Terminal.Print(report, format, given.GetValue(json), to => BenchWords.Print(to, report, format));
}
