using Likeness.Cli.Running;

namespace Likeness.Cli.Tests;

public sealed class WrongUsageTests
{
    public static TheoryData<string, string> Mistakes => new()
    {
        { "fly", "'fly'" },
        { "info --library ", "--library: an empty name was given; expected a folder" },
        { "search ", "pictures: an empty name was given; expected picture files" },
        { "index p ", "pictures: an empty name was given; expected folders and files" },
        { "train", "pictures" },
        { "index", "pictures" },
        { "search", "picture" },
        { "forget", "paths" },
        { "info --nope", "'--nope'" },
        { "search a.jpg -k 0", "-k: '0' was given; expected a whole number from 1 to" },
        { "search a.jpg -k ten", "'ten'" },
        { "train p --epochs", "--epochs" },
        { "train p --epochs 0", "--epochs: '0' was given; expected a whole number from 1 to 100000" },
        { "train p --epochs 1.5", "'1.5'" },
        { "train p --epochs 99999999999999999999", "'99999999999999999999'" },
        { "train p --image-size 7", "--image-size: '7' was given; expected a whole number from 8 to 2048" },
        { "train p --batch -1", "'-1'" },
        { "train p --codes 0", "--codes" },
        { "train p --filters 32,,64", "--filters: '32,,64' was given" },
        { "train p --filters 32,0", "'32,0'" },
        { "train p --filters 1,2,3,4,5,6,7,8,9", "1 to 8 whole numbers" },
        { "train p --learning-rate nan", "--learning-rate: 'nan' was given" },
        { "train p --learning-rate infinity", "'infinity'" },
        { "train p --learning-rate 0", "--learning-rate" },
        { "train p --validation 1", "--validation: '1' was given; expected a number from 0 to 0.9" },
        { "train p --activity-l1 -0.1", "'-0.1'" },
        { "train p --model big", "--model: 'big' was given; expected seed or article" },
        { "train p --schedule cosine", "constant, time or polynomial" },
        { "train p --threads 0", "--threads" },
        { "train p --seed -1", "--seed" },
        { "train p --objective other", "expected autoencoder or triplet" },
        { "train p --margin 0.3", "--margin is for --objective triplet" },
        { "train p --from model", "--from is for --objective triplet" },
        { "train p --objective triplet --codes 5", "--codes is for --objective autoencoder; leave it out, and give the numbers of a vector by --embedding" },
        { "train p --objective triplet --activity-l1 0", "--activity-l1 is for --objective autoencoder" },
        { "train --objective triplet", "pictures" },
        { "train p --objective triplet --from model --filters 4", "--filters means nothing with --from model" },
        { "train p --objective triplet --from onnx --flip", "--flip means nothing with --from onnx" },
        { "train p --objective triplet --from onnx --image-size 64", "--image-size means nothing with --from onnx" },
        { "train p --objective triplet --from else", "expected nothing, model or onnx" },
        { "train p --objective triplet --margin 5", "--margin: '5' was given; expected a number from 0.001 to 4" },
        { "cluster --clusters 0", "--clusters: '0' was given; expected auto, or a whole number from 2 to 65536" },
        { "cluster --clusters -1", "'-1'" },
        { "cluster --clusters six", "'six'" },
        { "cluster --clusters", "--clusters" },
        { "cluster --most 2", "--most: '2' was given; expected a whole number from 3 to 1000" },
        { "cluster p", "'p'" },
        { "search a.jpg --clusters 0", "--clusters: '0' was given; expected all, or a whole number from 1 to 65536" },
        { "search a.jpg --clusters 1.5", "'1.5'" },
        { "search a.jpg --weight codes", "--weight: 'codes' was given; expected NAME=NUMBER, such as codes=0.6" },
        { "search a.jpg --weight sound=1", "--weight: 'sound=1' was given; expected one of codes, colour, triplet, onnx before the =" },
        { "search a.jpg --weight codes=-1", "--weight: 'codes=-1' was given; expected a number from 0 to 1000000 after the =" },
        { "search a.jpg --weight codes=nan", "'codes=nan'" },
        { "search a.jpg --weight codes=", "'codes='" },
        { "search a.jpg --weight codes=1 --weight codes=2", "expected each descriptor once, but codes had a weight before" },
        { "search a.jpg --weight codes=0 --weight colour=0", "expected at least one weight above 0" },
        { "search a.jpg --weight codes=1 --descriptor codes", "--weight and --descriptor were given together" },
        { "search --unlike b.jpg", "--unlike was given, but no picture to find others like" },
        { "search a.jpg b.jpg --unlike c.jpg", "2 pictures were named, which are searched for one by one" },
        { "search a.jpg b.jpg --like c.jpg", "name one, and give the others by --like" },
        { "search - --like -", "- was given more than once" },
        { "search - -", "standard input can be read only once" },
        { "search a.jpg --like ", "--like: an empty name was given; expected a picture" },
        { "search a.jpg --label ", "--label: an empty name was given; expected a name" },
        { "search a.jpg --below ", "--below: an empty name was given; expected a folder" },
        { "search a.jpg --clusters 2 --label coast", "--clusters and --label were given together" },
        { "search a.jpg --clusters 2 --below p", "--clusters and --below were given together" },
        { "search a.jpg --max-distance -1", "--max-distance: '-1' was given; expected a number of 0 or more" },
        { "search a.jpg --max-distance near", "'near'" },
        { "search a.jpg --json --csv", "--json and --csv were given together" },
        { "search a.jpg --csv -0", "--csv and --null were given together" },
        { "search a.jpg --open --no-drawing", "without a drawing there is nothing to open" },
        { "search a.jpg b.jpg --open", "--open shows the drawing of one query, but 2 pictures were named" },
        { "search a.jpg --threads 0", "--threads: '0' was given; expected a whole number from 1 to 1024" },
        { "list p", "'p'" },
        { "list --json --null", "--json and --null were given together" },
        { "list --label ", "--label: an empty name was given" },
        { "remove", "paths" },
        { "remove ", "paths: an empty name was given; expected folders and files" },
        { "cluster --each --no-drawing", "--each and --no-drawing were given together" },
        { "search a.jpg --descriptor sound", "--descriptor: 'sound' was given; expected codes, colour, triplet or onnx" },
        { "index a --descriptor sound", "--descriptor: 'sound' was given; expected one of codes, colour, triplet, onnx" },
        { "index a --descriptor codes --pca 5000", "--pca: '5000' was given; expected a whole number from 0 to 4096" },
        { "index a --pca 8", "given without --descriptor" },
        { "index a --descriptor codes --whitening 0.5", "no principal components" },
        { "index a --network n.onnx", "--network was given without --descriptor onnx" },
        { "index a --descriptor onnx --output features", "--network was not given" },
        { "evaluate a --retrieval", "pictures were named, but --retrieval measures those that the library has indexed" },
        { "evaluate --protocol unseen", "--protocol goes with --retrieval" },
        { "evaluate --labels a.csv", "--labels goes with --retrieval" },
        { "evaluate --retrieval --protocol all", "--protocol: 'all' was given; expected leave-one-out, held-out or unseen" },
        { "evaluate --weight codes=x", "--weight: 'codes=x' was given" },
        { "evaluate --threads 1025", "--threads: '1025' was given" },
        { "export", "export" },
        { "export onnx --part decoder", "--part: 'decoder' was given; expected encoder or autoencoder (likeness export onnx --help explains)" },
        { "bench train --codes 0", "(likeness bench train --help explains)" },
        { "demo --pictures 3", "--pictures" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_ends_with_code_2_and_one_line_that_names_it(string arguments, string named)
    {
        using var run = new InProcessRun();
        Assert.Equal(ExitCode.WrongUsage, run.Likeness(arguments.Split(' ')));
        Assert.Empty(run.Results);
        var line = Assert.Single(run.Notes.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.Contains("--help explains", line, StringComparison.Ordinal);
        Assert.Empty(run.Operations.Calls);
    }

    [Fact]
    public async Task The_program_itself_returns_2_and_prints_no_result()
    {
        var run = await ProgramRun.Likeness("train", "p", "--epochs", "0");
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Results);
        Assert.Contains("--epochs", run.Notes, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_starts_with_an_at_sign_or_follows_two_dashes_is_a_picture()
    {
        using var run = new InProcessRun();
        Assert.Equal(ExitCode.Done, run.Likeness("search", "@picture.jpg"));
        Assert.Equal(ExitCode.Done, run.Likeness("search", "--", "-k.jpg"));
        Assert.Equal(["search likeness-library @picture.jpg 10 False", "search likeness-library -k.jpg 10 False"], run.Operations.Calls);
    }
}
