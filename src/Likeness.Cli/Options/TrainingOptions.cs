using System.CommandLine;
using Likeness.Neural.Models;
using Likeness.Neural.Optimizers;
using Likeness.Neural.Training;

namespace Likeness.Cli.Options;

/// <summary>Everything that a training can be told, as options with their ranges. Their standard values are those of <see cref="TrainingSettings"/>.</summary>
internal sealed class TrainingOptions
{
    private static readonly TrainingSettings Standard = new();

    private readonly Option<string> model = Setting.Word("--model", "The network: seed (strided convolutions, codes through a rectifier) or article (codes as they are, decoder as --decoder says)", "seed", "seed", "article");
    private readonly Option<string> decoder = Setting.Word("--decoder", "How the article's model enlarges pictures again: transposed convolutions or upsampling", "transposed", "transposed", "upsampling");
    private readonly Option<int> imageSize = Setting.Whole("--image-size", "Side of the square that pictures are cropped and shrunk to, in pixels", Standard.Model.Height, 8, 2048);
    private readonly Option<WholeList> filters = Setting.Wholes("--filters", "Filters of the encoder's convolutions", [.. Standard.Model.Filters], 1, 1024, 8);
    private readonly Option<int> codes = Setting.Whole("--codes", "Numbers that a picture is compressed to", Standard.Model.Codes, 1, 65536);
    private readonly Option<bool> linearCodes = new("--linear-codes") { Description = "Leave the codes of the model seed as they are instead of rectifying them" };
    private readonly Option<int> epochs = Setting.Whole("--epochs", "Passes over the training pictures", Standard.Trainer.Epochs, 1, 100_000);
    private readonly Option<int> batch = Setting.Whole("--batch", "Pictures per step; 64 for triplet unless given", Standard.Trainer.BatchSize, 1, 4096);
    private readonly Option<double> learningRate = Setting.Real("--learning-rate", "Adam's step size at the start", Standard.Trainer.LearningRate, 1e-9, 10);
    private readonly Option<string> schedule = Setting.Word(
        "--schedule", "How the step size changes: constant, time (lr / (1 + lr / epochs × step)) or polynomial (lr × (1 − epoch / epochs)^power)", Standard.Trainer.Schedule, [.. LearningRateSchedule.Names]);
    private readonly Option<double> power = Setting.Real("--power", "The power of the polynomial schedule; 1 is linear", Standard.Trainer.Power, 1e-3, 100);
    private readonly Option<double> activityL1 = Setting.Real("--activity-l1", "Weight of the L1 penalty on the codes", 1e-4, 0, 1);
    private readonly Option<double> weightL2 = Setting.Real("--weight-l2", "Weight of the L2 penalty on the kernel that makes the codes", 1e-4, 0, 1);
    private readonly Option<bool> flip = new("--flip") { Description = "Mirror each picture with probability ½ each time it is shown" };
    private readonly Option<bool> grey = new("--grey")
    {
        Description = "Learn from grey pictures (luma of Rec. 601), so that color decides nothing; search --weight can bring it in again",
    };

    private readonly Option<double> validation = Setting.Real("--validation", "Part of the pictures that is held back to validate on; 0 to learn from all", Standard.Validation, 0, 0.9);
    private readonly Option<int> patience = Setting.Whole("--patience", "Stop after so many epochs without a lower validation loss, or for triplet a higher precision; 0 for never", Standard.Patience, 0, 100_000);
    private readonly Option<double> checkpoint = Setting.Real("--checkpoint", "Least seconds between two checkpoints, from which --resume goes on", Standard.CheckpointSeconds, 0, 1e6);
    private readonly Option<int> seed = Setting.Whole("--seed", "Seed of everything random", (int)Standard.Seed, 0, int.MaxValue);
    private readonly Option<int> threads = Common.Threads();

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All =>
        [model, decoder, imageSize, filters, codes, linearCodes, epochs, batch, learningRate, schedule, power, activityL1, weightL2, flip, grey, validation, patience, checkpoint, seed, threads];

    /// <summary>The settings that were given, and the standard values of the others.</summary>
    public TrainingSettings Read(ParseResult given)
    {
        var side = given.GetValue(imageSize);
        return new TrainingSettings
        {
            Model = new AutoencoderSettings
            {
                Architecture = given.GetRequiredValue(model),
                Height = side,
                Width = side,
                Filters = given.GetRequiredValue(filters).Values,
                Codes = given.GetValue(codes),
                LinearCodes = given.GetValue(linearCodes),
                ActivityL1 = (float)given.GetValue(activityL1),
                WeightL2 = (float)given.GetValue(weightL2),
                Grey = given.GetValue(grey),
                UpSampling = given.GetRequiredValue(decoder) == "upsampling",
            },
            Trainer = new TrainerSettings
            {
                Epochs = given.GetValue(epochs),
                BatchSize = given.GetValue(batch),
                LearningRate = given.GetValue(learningRate),
                Schedule = given.GetRequiredValue(schedule),
                Power = given.GetValue(power),
            },
            Flip = given.GetValue(flip),
            Validation = given.GetValue(validation),
            Patience = given.GetValue(patience),
            CheckpointSeconds = given.GetValue(checkpoint),
            Seed = given.GetValue(seed),
            Threads = given.GetValue(threads),
        };
    }
}
