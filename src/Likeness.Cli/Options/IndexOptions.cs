using System.CommandLine;
using System.CommandLine.Parsing;
using Likeness.Cli.Operations;
using Likeness.Descriptors.Processing;

namespace Likeness.Cli.Options;

/// <summary>By what pictures are to be described, and what is to be made of the vectors.</summary>
internal sealed class IndexOptions
{
    private const string Onnx = "onnx";

    private readonly Option<string[]> descriptors = Common.Descriptors(
        "Bring only this descriptor up to date; may be given again. By default all that the library has, at first colors and, "
        + "with a model, codes");

    private readonly Option<string> network = new("--network")
    {
        Description = "With --descriptor onnx: the file of a pretrained network (.onnx); the library remembers where it is",
        HelpName = "file",
    };

    private readonly Option<string> output = new("--output")
    {
        Description = "With --network: which of its outputs to use, if it has several",
        HelpName = "name",
    };

    private readonly Option<string> preprocessing = new("--preprocessing")
    {
        Description = "With --network: what it expects of pictures: imagenet, clip, dino, or a JSON file. By default imagenet",
        HelpName = "name|file",
    };

    private readonly Option<bool> mirror = new("--mirror")
    {
        Description = "With --descriptor: use the mean of the vectors of a picture and of its mirror image",
    };

    private readonly Option<bool> normalise = new("--normalise")
    {
        Description = "With --descriptor: scale vectors to length 1, so that only their directions count",
    };

    private readonly Option<int> pca = Setting.Whole(
        "--pca", "With --descriptor: keep this many principal components, fitted to the library's vectors; 0 keeps the vectors as they are",
        0, 0, PostProcessing.MostDimensions);

    private readonly Option<double> whitening = Setting.Real(
        "--whitening",
        "With --pca: divide each component by this power of its variance; 0.5 makes all equally strong. Try 0.25 for codes, 0 for networks",
        0, 0, 1);

    private readonly Option<bool> again = new("--again") { Description = "Read and describe everything again, even what has not changed" };
    private readonly ScanOptions scanning = new();
    private readonly Option<int> threads = Common.Threads();

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All =>
        [descriptors, network, output, preprocessing, mirror, normalise, pca, whitening, again, .. scanning.All, threads];

    /// <summary>Refuses options that do not go together.</summary>
    public void Check(CommandResult given)
    {
        var names = given.GetValue(descriptors) ?? [];
        if (AsksForProcessing(given) && names.Length == 0)
        {
            given.AddError(
                "--mirror, --normalise, --pca and --whitening were given without --descriptor; say whose vectors they are for, "
                + "such as --descriptor codes");
        }

        if (given.GetValue(whitening) > 0 && given.GetValue(pca) == 0)
        {
            given.AddError(
                $"--whitening: '{given.GetValue(whitening)}' was given, but there are no principal components to whiten; give --pca too");
        }

        if (given.GetValue(network) is not null && !names.Contains(Onnx))
            given.AddError($"--network was given without --descriptor {Onnx}, which uses it; give that too");
        if (given.GetValue(network) is null && (given.GetValue(output) ?? given.GetValue(preprocessing)) is not null)
        {
            given.AddError(
                "--output and --preprocessing say how a network is used, but --network was not given; give it too, and the library "
                + "remembers all three");
        }
    }

    /// <summary>What was given.</summary>
    public IndexArguments Read(ParseResult given) => new(given.GetValue(threads))
    {
        Descriptors = [.. (given.GetValue(descriptors) ?? []).Distinct(StringComparer.Ordinal)],
        PostProcessing = !AsksForProcessing(given.CommandResult) ? null : new PostProcessing
        {
            Mirror = given.GetValue(mirror),
            Normalise = given.GetValue(normalise),
            Components = given.GetValue(pca),
            Whitening = given.GetValue(whitening),
        },
        Again = given.GetValue(again),
        Rules = scanning.Read(given),
        Network = given.GetValue(network),
        Output = given.GetValue(output),
        Preprocessing = given.GetValue(preprocessing),
    };

    private bool AsksForProcessing(CommandResult given) =>
        ((Option[])[mirror, normalise, pca, whitening]).Any(option => given.GetResult(option) is { Implicit: false });
}
