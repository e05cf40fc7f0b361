using System.CommandLine;
using System.CommandLine.Parsing;
using Likeness.Cli.Operations;
using Likeness.Clustering;

namespace Likeness.Cli.Options;

/// <summary>What <c>search</c> is asked: the pictures that hits are to be like, and how they are compared.</summary>
internal sealed class SearchOptions
{
    private const string AllClusters = "all";

    private readonly Argument<string[]> pictures = Common.Pictures(
        ArgumentArity.ZeroOrMore,
        "Pictures to find others like, each searched for on its own; they need not be in the library. - reads one from standard input",
        expected: "picture files");

    private readonly Option<string[]> like = Common.Texts(
        "--like", "Make one query of this picture and those given beside it: hits are like all of them. May be given again", "picture");

    private readonly Option<string[]> unlike = Common.Texts(
        "--unlike", "Move the query away from this picture: hits are less like it. May be given again", "picture");

    private readonly Option<int> count = Setting.Whole("-k", "How many pictures to find for each query, at most", 10, 1, 1_000_000);

    private readonly Option<double> maxDistance = Setting.Real(
        "--max-distance", "Leave out pictures farther from the query than this; distances are printed before the paths. No limit by default",
        null, 0, double.PositiveInfinity);

    private readonly FilterOptions filters = new();

    private readonly Option<DescriptorShare[]> weights = Common.Weights(
        "How much this descriptor counts when pictures are compared",
        "By default codes alone or, where there is no model, what the library is indexed by");

    private readonly Option<string> descriptor = Setting.Word(
        "--descriptor", "Compare by this descriptor alone; short for --weight NAME=1", null, [.. KnownDescriptors.All.Names]);

    private readonly Option<double> colour = Common.Colour();

    private readonly Option<bool> includeSelf = new("--include-self")
    {
        Description = "Also find the query itself and copies of it, where the library holds them",
    };

    private readonly Option<bool> copies = new("--copies")
    {
        Description = "List every copy of a picture that is found; by default copies are one hit, with their number",
    };

    private readonly Option<WholeOrWord> clusters = Setting.WholeOr(
        "--clusters", "Search only so many clusters, the nearest ones: quicker, but hits beyond their borders are missed; see cluster",
        AllClusters, 1, ClusterSettings.MostClusters);

    /// <summary>The pictures, which stand before all options.</summary>
    public Argument<string[]> Pictures => pictures;

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All =>
        [like, unlike, count, maxDistance, .. filters.All, weights, descriptor, colour, includeSelf, copies, clusters];

    /// <summary>Refuses what does not go together.</summary>
    public void Check(CommandResult given)
    {
        var named = Written(given.GetResult(pictures));
        var liked = Written(given.GetResult(like));
        var unliked = Written(given.GetResult(unlike));
        if (named.Count + liked.Count == 0)
        {
            given.AddError(unliked.Count > 0
                ? "--unlike was given, but no picture to find others like; name one, or give it by --like"
                : "no picture was named; name the picture to find others like, or - for standard input");
        }

        if (named.Count > 1 && liked.Count + unliked.Count > 0)
        {
            given.AddError(
                $"{named.Count} pictures were named, which are searched for one by one, but --like and --unlike make one query of several; "
                + "name one, and give the others by --like");
        }

        if (named.Concat(liked).Concat(unliked).Where(name => name == QueryPicture.StandardInput).Skip(1).Any())
            given.AddError("- was given more than once, but standard input can be read only once; name files for the others");
        if (Written(given.GetResult(weights)).Count > 0 && Written(given.GetResult(descriptor)).Count > 0)
            given.AddError("--weight and --descriptor were given together; say all of it by --weight");
        if (Written(given.GetResult(weights)).Count > 0 && Written(given.GetResult(colour)).Count > 0)
            given.AddError("--weight and --colour were given together; say all of it by --weight");
        if (Written(given.GetResult(clusters)) is [.., not AllClusters] && filters.Given(given) is { } filter)
            given.AddError($"--clusters and {filter.Name} were given together, but clusters are searched whole; leave one of them out");
    }

    /// <summary>The pictures of each query as they were named, those that hits are to be like before those that they are not.</summary>
    public IReadOnlyList<(IReadOnlyList<string> Like, IReadOnlyList<string> Unlike)> Queries(ParseResult given)
    {
        var named = given.GetValue(pictures) ?? [];
        var liked = given.GetValue(like) ?? [];
        var unliked = given.GetValue(unlike) ?? [];
        return liked.Length + unliked.Length > 0
            ? [([.. named, .. liked], unliked)]
            : [.. named.Select(name => ((IReadOnlyList<string>)[name], (IReadOnlyList<string>)[]))];
    }

    /// <summary>What else was given.</summary>
    public SearchRequest Read(ParseResult given) => new()
    {
        K = given.GetValue(count),
        MaxDistance = given.GetResult(maxDistance) is null ? float.PositiveInfinity : (float)given.GetValue(maxDistance),
        Label = filters.Label(given),
        Below = filters.Below(given),
        Descriptors = Common.Shares(given, colour, given.GetValue(descriptor)) is { } shares ? shares
            : given.GetValue(descriptor) is { } alone ? [new DescriptorShare(alone)] : given.GetValue(weights) ?? [],
        IncludeSelf = given.GetValue(includeSelf),
        Copies = given.GetValue(copies),
        Clusters = given.GetRequiredValue(clusters).Value,
    };

    private static IReadOnlyList<string> Written(SymbolResult? given) =>
        given is null or OptionResult { Implicit: true } ? [] : [.. given.Tokens.Select(token => token.Value)];
}
