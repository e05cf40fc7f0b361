using System.CommandLine;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Training;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness train</c>: learns a model from pictures.</summary>
internal sealed class TrainCommand : Command
{
    private readonly CommandContext context;
    private readonly Argument<string[]> pictures = Common.Pictures(ArgumentArity.OneOrMore, "Folders and files to learn from");
    private readonly Option<string> library = Common.Library();
    private readonly Option<string> model = Setting.Word("--model", "The network: seed (strided convolutions, codes through a rectifier) or article (codes as they are, decoder as --decoder says)", "seed", "seed", "article");
    private readonly Option<string> decoder = Setting.Word("--decoder", "How the article's model enlarges pictures again: transposed convolutions or upsampling", "transposed", "transposed", "upsampling");
    private readonly Option<int> imageSize = Setting.Whole("--image-size", "Side of the square that pictures are cropped and shrunk to, in pixels", 256, 8, 2048);
    private readonly Option<WholeList> filters = Setting.Wholes("--filters", "Filters of the encoder's convolutions", [32, 64], 1, 1024, 8);
    private readonly Option<int> codes = Setting.Whole("--codes", "Numbers that a picture is compressed to", 192, 1, 65536);
    private readonly Option<int> epochs = Setting.Whole("--epochs", "Passes over the training pictures", 60, 1, 100_000);
    private readonly Option<int> batch = Setting.Whole("--batch", "Pictures per step", 32, 1, 4096);
    private readonly Option<double> learningRate = Setting.Real("--learning-rate", "Adam's step size at the start", 1e-3, 1e-9, 10);
    private readonly Option<string> schedule = Setting.Word("--schedule", "How the step size changes: constant, time (lr / (1 + decay × step)) or polynomial (linearly to 0)", "polynomial", "constant", "time", "polynomial");
    private readonly Option<double> activityL1 = Setting.Real("--activity-l1", "Weight of the L1 penalty on the codes", 1e-4, 0, 1);
    private readonly Option<double> weightL2 = Setting.Real("--weight-l2", "Weight of the L2 penalty on the kernel that makes the codes", 1e-4, 0, 1);
    private readonly Option<bool> flip = new("--flip") { Description = "Mirror each picture with probability ½ each time it is shown" };
    private readonly Option<double> validation = Setting.Real("--validation", "Part of the pictures that is held back to validate on", 0.25, 0, 0.9);
    private readonly Option<int> seed = Setting.Whole("--seed", "Seed of everything random", 42, 0, int.MaxValue);
    private readonly Option<int> threads = Common.Threads();
    private readonly Option<bool> json = Common.Json();

    public TrainCommand(CommandContext context) : base("train", "Learn a model from pictures, without labels. Writes the model, its history and a chart of the loss into the library.")
    {
        this.context = context;
        Add(pictures);
        foreach (var option in (ReadOnlySpan<Option>)[library, model, decoder, imageSize, filters, codes, epochs, batch, learningRate, schedule, activityL1, weightL2, flip, validation, seed, threads, json])
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var side = given.GetValue(imageSize);
        var settings = new TrainingSettings
        {
            Model = new AutoencoderSettings
            {
                Architecture = given.GetRequiredValue(model),
                Height = side,
                Width = side,
                Filters = given.GetRequiredValue(filters).Values,
                Codes = given.GetValue(codes),
                ActivityL1 = (float)given.GetValue(activityL1),
                WeightL2 = (float)given.GetValue(weightL2),
                UpSampling = given.GetRequiredValue(decoder) == "upsampling",
            },
            Trainer = new TrainerSettings
            {
                Epochs = given.GetValue(epochs),
                BatchSize = given.GetValue(batch),
                LearningRate = given.GetValue(learningRate),
                Schedule = given.GetRequiredValue(schedule),
            },
            Flip = given.GetValue(flip),
            Validation = given.GetValue(validation),
            Seed = given.GetValue(seed),
            Threads = given.GetValue(threads),
        };
        var report = context.Terminal.WithProgress(progress => context.Operations.Train(given.GetRequiredValue(library), given.GetRequiredValue(pictures), settings, progress, context.Cancelled));
        context.Terminal.WarnOfSkipped(report.Skipped);
        context.Terminal.Print(report, ReportJson.Formats.TrainingReport, given.GetValue(json), to => Words.Print(to, report));
        return ExitCode.Done;
    }
}
