using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Likeness.Cli.Running;

namespace Likeness.Cli.Tests;

/// <summary>What <c>search</c> is told reaches the library, and what is found is printed in each form.</summary>
public sealed class SearchOptionTests
{
    // What breaks naive writers: the separator, the quotation mark, line breaks, blanks at the ends, a beginning that spreadsheets compute.
    private static readonly string[] AwkwardNames = ["a,b.jpg", "say \"cheese\".jpg", "two\nlines.jpg", "cr\rlf\r\n.jpg", " blank .jpg", "=1+1.jpg", ""];

    [Fact]
    public void Every_option_reaches_the_library_and_what_is_not_given_is_its_own_choice()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness(
            "search", "q.jpg", "-k", "7", "--max-distance", "1.5", "--label", "coast", "--below", "pictures", "--weight", "codes=0.6", "--weight",
            "colour=0.4", "--include-self", "--copies", "--threads", "3"));
        var request = run.Operations.Searched!;
        Assert.Equal((7, 1.5f, "coast", Path.GetFullPath("pictures")), (request.K, request.MaxDistance, request.Label, request.Below));
        Assert.Equal([new DescriptorShare("codes", 0.6), new DescriptorShare("colour", 0.4)], request.Descriptors);
        Assert.Equal((true, true, null, 3), (request.IncludeSelf, request.Copies, request.Clusters, run.Operations.SearchThreads));
        Assert.Equal(0, run.Likeness("search", "q.jpg"));
        Assert.Equal(new SearchRequest { Descriptors = run.Operations.Searched!.Descriptors }, run.Operations.Searched);
        Assert.Empty(run.Operations.Searched.Descriptors);
        Assert.Equal(Environment.ProcessorCount, run.Operations.SearchThreads);
        Assert.Equal(0, run.Likeness("search", "q.jpg", "--max-distance", "0"));
        Assert.Equal(0, run.Operations.Searched!.MaxDistance);
    }

    [Theory]
    [InlineData("--colour 1", "colour 1")]
    [InlineData("--color 0", "codes 1")]
    [InlineData("--colour 0.25", "codes 0.75, colour 0.25")]
    [InlineData("--descriptor triplet --colour 0.5", "triplet 0.5, colour 0.5")]
    [InlineData("--descriptor colour --colour 0.5", "colour 1")]
    public void The_share_of_colours_is_short_for_weights(string options, string expected)
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness(["search", "q.jpg", .. options.Split(' ')]));
        var shares = run.Operations.Searched!.Descriptors.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Descriptor} {share.Weight}"));
        Assert.Equal(expected, string.Join(", ", shares));
    }

    [Theory]
    [InlineData("search q.jpg --colours 1", "--colours")]
    [InlineData("search q.jpg -x", "-x")]
    [InlineData("index pictures --everything", "--everything")]
    [InlineData("forget pictures --all", "--all")]
    public void What_begins_like_an_option_is_not_taken_for_a_picture(string arguments, string named)
    {
        using var run = new InProcessRun();
        Assert.Equal(ExitCode.WrongUsage, run.Likeness(arguments.Split(' ')));
        Assert.Contains($"'{named}' is not an option of", run.Notes, StringComparison.Ordinal);
        Assert.Empty(run.Operations.Calls);
        Assert.Equal(0, run.Likeness("search", "--", named));
    }

    [Fact]
    public void Liked_and_unliked_pictures_are_one_query_with_the_picture_that_is_named()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("search", "a.jpg", "--like", "b.jpg", "--unlike", "c.jpg", "--like", "d.jpg"));
        Assert.Equal(0, run.Likeness("search", "--like", "b.jpg", "--unlike", "c.jpg"));
        Assert.Equal(
            ["search likeness-library a.jpg, b.jpg, d.jpg, not c.jpg 10 False", "search likeness-library b.jpg, not c.jpg 10 False"],
            run.Operations.Calls);
        Assert.Equal(["a.jpg", "b.jpg"], run.Operations.Drawings);
    }

    [Fact]
    public void Several_queries_are_answered_one_after_the_other_each_under_its_name_and_with_a_drawing_of_its_own()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("search", "x/a.jpg", "y/a.jpg"));
        Assert.Equal(["search likeness-library x/a.jpg 10 False", "search likeness-library y/a.jpg 10 False"], run.Operations.Calls);
        Assert.Equal(["1-a.jpg", "2-a.jpg"], run.Operations.Drawings);
        var answers = run.Results.TrimEnd('\n').Split("\n\n");
        Assert.Equal(["query x/a.jpg", "query y/a.jpg"], answers.Select(answer => answer.Split('\n')[0]));
        Assert.All(answers, answer => Assert.Contains("coast/a.jpg  [coast]\n", answer, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--json")]
    [InlineData("--csv")]
    [InlineData("-0")]
    public void Of_several_queries_one_that_cannot_be_used_is_named_the_others_are_answered_and_the_exit_code_is_3(string format)
    {
        using var run = new InProcessRun();
        Assert.Equal(ExitCode.NoUsableInput, run.Likeness(["search", "a.jpg", "bad.jpg", "c.jpg", .. format.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.Equal("likeness: The query 'bad.jpg' cannot be used: it is no picture.\n", run.Notes);
        Assert.Equal(3, run.Operations.Calls.Count);
        if (format != "--json")
        {
            Assert.Equal(2, run.Results.Split("coast/a.jpg").Length - 1);
            return;
        }

        using var json = JsonDocument.Parse(run.Results);
        Assert.Equal(["searches", "refused"], json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(["a.jpg", "c.jpg"], json.RootElement.GetProperty("searches").EnumerateArray().Select(search => search.GetProperty("query").GetString()));
        Assert.Equal("bad.jpg", Assert.Single(json.RootElement.GetProperty("refused").EnumerateArray()).GetProperty("query").GetString());
    }

    [Theory]
    [InlineData("busy", ExitCode.Busy)]
    [InlineData("empty", ExitCode.NoUsableInput)]
    public void What_is_wrong_with_the_library_is_said_once_however_many_queries_there_are(string what, int code)
    {
        using var run = new InProcessRun();
        run.Operations.Failure = what == "busy" ? new LibraryBusyException("in use") : new UnusableInputException("holds no pictures");
        Assert.Equal(code, run.Likeness("search", "a.jpg", "b.jpg", "c.jpg"));
        Assert.Single(run.Operations.Calls);
        Assert.Single(run.Notes.TrimEnd('\n').Split('\n'));
        Assert.Empty(run.Results);
    }

    [Fact]
    public void One_query_that_cannot_be_used_ends_with_3_and_no_result()
    {
        foreach (var format in (string[])["--json", "--csv", "-0", "--copies"])
        {
            using var run = new InProcessRun();
            Assert.Equal(ExitCode.NoUsableInput, run.Likeness("search", "bad.jpg", format));
            Assert.Empty(run.Results);
            Assert.Contains("'bad.jpg'", run.Notes, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Comma_separated_values_bring_every_name_back_as_it_was()
    {
        using var run = new InProcessRun();
        run.Operations.Hits = [.. AwkwardNames.Select((name, i) => new Hit(i + 1, "/p/" + name, 0.1f * i, i % 2 == 0 ? null : name) { Copies = i })];
        Assert.Equal(0, run.Likeness("search", "q,\"\n.jpg", "--csv"));
        Assert.StartsWith("rank,distance,label,path,copies,query\r\n", run.Results, StringComparison.Ordinal);
        var records = Read(run.Results).Skip(1).ToList();
        Assert.Equal(AwkwardNames.Length, records.Count);
        for (var i = 0; i < records.Count; i++)
        {
            Assert.Equal([$"{i + 1}", i % 2 == 0 ? "" : AwkwardNames[i], "/p/" + AwkwardNames[i], $"{i}", "q,\"\n.jpg"], [records[i][0], .. records[i][2..]]);
            Assert.Equal(0.1f * i, float.Parse(records[i][1], CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Paths_alone_end_with_a_zero_each_whatever_they_hold()
    {
        using var run = new InProcessRun();
        run.Operations.Hits = [.. AwkwardNames.Select((name, i) => new Hit(i + 1, "/p/" + name, i, null))];
        foreach (var option in (string[])["-0", "--null"])
        {
            Assert.Equal(0, run.Likeness("search", "q.jpg", option));
        }

        var once = string.Concat(AwkwardNames.Select(name => $"/p/{name}\0"));
        Assert.Equal(once + once, run.Results);
    }

    [Fact]
    public void Nothing_is_drawn_where_no_drawing_is_wanted()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("search", "q.jpg", "--no-drawing", "--json"));
        Assert.Contains("\"montage\":null", run.Results, StringComparison.Ordinal);
        Assert.Equal(0, run.Likeness("search", "q.jpg", "r.jpg", "--no-drawing"));
        Assert.Empty(run.Operations.Drawings);
        Assert.Equal(0, run.Likeness("cluster", "--no-drawing"));
        Assert.DoesNotContain("drawn", run.Results, StringComparison.Ordinal);
        Assert.Equal(0, run.Likeness("evaluate", "--no-drawing", "--threads", "2"));
        Assert.Equal((false, 2), (run.Operations.Evaluated!.Draw, run.Operations.Evaluated.Threads));
        Assert.Equal(0, run.Likeness("evaluate", "--retrieval", "--no-drawing", "--threads", "2"));
        Assert.Equal((false, 2), (run.Operations.Measured!.Draw, run.Operations.Measured.Threads));
    }

    [Fact]
    public void The_drawing_is_shown_only_when_that_is_asked_for_and_where_it_cannot_be_the_result_stands()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("search", "q.jpg"));
        Assert.Empty(run.Shown);
        Assert.Equal(0, run.Likeness("search", "q.jpg", "--open", "--json"));
        Assert.Equal(["lib/reports/search.png"], run.Shown);
        Assert.Empty(run.Notes);
        run.CannotShow = "there is no viewer";
        Assert.Equal(0, run.Likeness("search", "q.jpg", "--open"));
        Assert.Equal("there is no viewer\n", run.Notes);
        run.Operations.DrawingFailure = new UnusableInputException("no space left");
        Assert.Equal(0, run.Likeness("search", "q.jpg", "--open"));
        Assert.Equal(2, run.Shown.Count);
    }

    [Theory]
    [InlineData("--label coast", "in a folder called coast")]
    [InlineData("--below /p", "below /p")]
    [InlineData("--max-distance 0.5", "within a distance of 0.5")]
    [InlineData("--label coast --max-distance 0.5", "in a folder called coast and within a distance of 0.5")]
    public void No_hits_within_limits_say_which(string limits, string told)
    {
        using var run = new InProcessRun();
        run.Operations.Hits = [];
        Assert.Equal(0, run.Likeness(["search", "q.jpg", .. limits.Split(' ')]));
        Assert.Contains($"no hits: no other picture {told}\n", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_weighs_as_search_does()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("evaluate", "--weight", "codes=3", "--weight", "colour=1"));
        Assert.Equal(0, run.Likeness("evaluate"));
        Assert.Equal(["evaluate likeness-library [] by codes=3 colour=1", "evaluate likeness-library []"], run.Operations.Calls);
    }

    private static IEnumerable<string[]> Read(string csv)
    {
        using var reader = CsvReader.FromText(csv, new CsvReaderOptions { HasHeader = false });
        while (reader.Read()) yield return [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetString(i))];
    }
}
