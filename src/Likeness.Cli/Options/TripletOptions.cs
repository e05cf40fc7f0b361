using System.CommandLine;
using System.CommandLine.Parsing;
using Likeness.Labels;
using Likeness.Neural.Training;

namespace Likeness.Cli.Options;

/// <summary>What learning from labels can be told beside what every training can, and which of a training's options mean nothing to it.</summary>
internal sealed class TripletOptions(TrainingOptions training)
{
    private const string Autoencoder = "autoencoder";
    private const string Triplet = "triplet";

    private static readonly TrainingSettings Standard = TrainingSettings.ForTriplets;

    // In the words of the command line, without dashes.
    private static readonly string[] OfAutoencoders = ["decoder", "codes", "linear-codes", "activity-l1"];
    private static readonly string[] OfEncoders = ["model", "image-size", "filters", "grey"];
    private static readonly string[] OfPictures = ["flip", "weight-l2"];

    private readonly Option<string> objective = Setting.Word(
        "--objective", "What is learned: autoencoder (codes that pictures can be drawn from again, without labels) or triplet (vectors that are near each other for the same label)", Autoencoder, Autoencoder, Triplet);
    private readonly Option<string> labels = new("--labels")
    {
        Description = "For triplet: where labels come from, folders (the name of each picture's folder) or a file of lines path,label",
        HelpName = "folders|file.csv",
        DefaultValueFactory = _ => PictureLabels.Folders,
    };
    private readonly Option<string> from = Setting.Word(
        "--from", "For triplet: what it starts from, nothing (a new encoder), model (the library's trained one) or onnx (a small head on the vectors that the pictures were indexed with by the descriptor onnx)",
        "nothing", "nothing", "model", "onnx");
    private readonly Option<double> margin = Setting.Real(
        "--margin", "For triplet: how much farther, in squared distance, another label has to be than the same", Standard.Triplets!.Margin, 1e-3, 4);
    private readonly Option<int> embedding = Setting.Whole(
        "--embedding", "For triplet: numbers in a vector; 0 for as many as the encoder has codes, or 128 on onnx", Standard.Triplets!.Dimensions, 0, 65536);

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [objective, labels, from, margin, embedding];

    /// <summary>Whether labels are to be learned from.</summary>
    public bool AreChosen(ParseResult given) => given.GetRequiredValue(objective) == Triplet;

    /// <summary>What is wrong with options that do not go together; null for nothing.</summary>
    /// <param name="given">The command, whose values may not be readable yet: what was written is looked at.</param>
    public string? Complaint(CommandResult given)
    {
        if (Written(given, objective) != Triplet)
            return All.Skip(1).FirstOrDefault(IsGiven) is { } foreign ? $"{foreign.Name} is for --objective {Triplet}; leave it out, or ask for that objective" : null;
        if (Named(OfAutoencoders) is { } other)
            return $"{other.Name} is for --objective {Autoencoder}; leave it out{(other.Name == "--codes" ? ", and give the numbers of a vector by --embedding" : "")}";
        var start = Written(given, from) ?? "nothing";
        if (Named([.. start == "nothing" ? [] : OfEncoders, .. start == "onnx" ? OfPictures : []]) is { } fixedByStart)
            return $"{fixedByStart.Name} means nothing with --from {start}, which brings its own; leave it out, or start from nothing";
        return null;

        Option? Named(string[] names) => training.All.FirstOrDefault(option => names.Contains(option.Name.TrimStart('-')) && IsGiven(option));
        bool IsGiven(Option option) => given.GetResult(option) is { Implicit: false };
    }

    /// <summary>The settings that were given, and the standard values of the others.</summary>
    public TrainingSettings Read(ParseResult given)
    {
        var general = training.Read(given);
        if (!AreChosen(given)) return general;
        return general with
        {
            Model = general.Model with { ActivityL1 = 0 },
            Trainer = Trainer(given, general),
            Triplets = new TripletSettings
            {
                From = given.GetRequiredValue(from) switch { "model" => TripletStart.Model, "onnx" => TripletStart.Onnx, _ => TripletStart.Nothing },
                Labels = given.GetRequiredValue(labels),
                Margin = given.GetValue(margin),
                Dimensions = given.GetValue(embedding),
            },
        };
    }

    /// <summary>Which objective was asked for; null where none was.</summary>
    public TrainingObjective? Given(ParseResult given) => given.GetResult(objective) is not { Implicit: false } ? null
        : AreChosen(given) ? TrainingObjective.Triplet : TrainingObjective.Autoencoder;

    /// <summary>Makes sure that what was given is what an unfinished training began with.</summary>
    /// <exception cref="WrongSettingsException">Names the setting and both values.</exception>
    public void CheckAgainst(ParseResult given, TrainingSettings unfinished)
    {
        var (wanted, begun) = (Read(given).ToWords(), unfinished.ToWords());
        foreach (var option in All.Skip(1).Concat(training.All))
        {
            var name = option.Name.TrimStart('-');
            if (given.GetResult(option) is not { Implicit: false } || !begun.TryGetValue(name, out var value) || !wanted.TryGetValue(name, out var other)) continue;
            if (other == value) continue;
            throw new WrongSettingsException($"{name} is {other}; the unfinished training has {value}. Leave --{name} out, or begin anew without --resume.");
        }
    }

    /// <summary>A batch of triplets is larger than that of an autoencoder, unless it was given.</summary>
    private TrainerSettings Trainer(ParseResult given, TrainingSettings general) =>
        given.GetResult(training.All.Single(option => option.Name == "--batch")) is { Implicit: false }
            ? general.Trainer
            : general.Trainer with { BatchSize = Standard.Trainer.BatchSize };

    private static string? Written(CommandResult given, Option option) => given.GetResult(option) is { Implicit: false, Tokens: [.., var last] } ? last.Value : null;
}
