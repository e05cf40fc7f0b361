using System.CommandLine;
using System.CommandLine.Parsing;
using Likeness.Labels;
using Likeness.Neural.Training;
using Likeness.Training;
using Likeness.Training.Triplets;

namespace Likeness.Cli.Options;

/// <summary>What learning from labels can be told beside what every training can, and which of a training's options mean nothing to it.</summary>
internal sealed class TripletOptions(TrainingOptions training)
{
    private const string Autoencoder = "autoencoder";
    private const string Triplet = "triplet";

    private static readonly TripletTrainingSettings Standard = new();

    // In the words of the command line, without dashes.
    private static readonly string[] OfAutoencoders = ["decoder", "codes", "linear-codes", "activity-l1", "checkpoint"];
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
    private readonly Option<double> margin = Setting.Real("--margin", "For triplet: how much farther, in squared distance, another label has to be than the same", Standard.Triplets.Margin, 1e-3, 4);
    private readonly Option<int> embedding = Setting.Whole("--embedding", "For triplet: numbers in a vector; 0 for as many as the encoder has codes, or 128 on onnx", Standard.Dimensions, 0, 65536);

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [objective, labels, from, margin, embedding];

    /// <summary>Whether labels are to be learned from.</summary>
    public bool AreChosen(ParseResult given) => given.GetRequiredValue(objective) == Triplet;

    /// <summary>What is wrong with options that do not go together; null for nothing.</summary>
    /// <param name="given">The command, whose values may not be readable yet: what was written is looked at.</param>
    /// <param name="resume">The option that goes on with an unfinished training.</param>
    public string? Complaint(CommandResult given, Option resume)
    {
        if (Written(given, objective) != Triplet)
            return All.Skip(1).FirstOrDefault(IsGiven) is { } foreign ? $"{foreign.Name} is for --objective {Triplet}; leave it out, or ask for that objective" : null;
        if (IsGiven(resume)) return $"{resume.Name} is for --objective {Autoencoder}; leave it out, and the training from labels begins anew";
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
    public TripletTrainingSettings Read(ParseResult given)
    {
        var general = training.Read(given);
        return new TripletTrainingSettings
        {
            From = given.GetRequiredValue(from) switch { "model" => TripletStart.Model, "onnx" => TripletStart.Onnx, _ => TripletStart.Nothing },
            Labels = given.GetRequiredValue(labels),
            Encoder = general.Model with { ActivityL1 = 0 },
            Triplets = Standard.Triplets with { Trainer = Trainer(given, general), Margin = given.GetValue(margin) },
            Dimensions = given.GetValue(embedding),
            Flip = general.Flip,
            Validation = general.Validation,
            Patience = general.Patience,
            Seed = general.Seed,
            Threads = general.Threads,
        };
    }

    /// <summary>A batch of triplets is larger than that of an autoencoder, unless it was given.</summary>
    private TrainerSettings Trainer(ParseResult given, TrainingSettings general) =>
        given.GetResult(training.All.Single(option => option.Name == "--batch")) is { Implicit: false }
            ? general.Trainer
            : general.Trainer with { BatchSize = Standard.Triplets.Trainer.BatchSize };

    private static string? Written(CommandResult given, Option option) => given.GetResult(option) is { Implicit: false, Tokens: [.., var last] } ? last.Value : null;
}
