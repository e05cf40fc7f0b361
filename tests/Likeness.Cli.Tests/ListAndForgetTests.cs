using System.Text.Json;
using Likeness.Cli.Running;
using Likeness.Imaging.Decoding;

namespace Likeness.Cli.Tests;

public sealed class ListAndForgetTests
{
    private static readonly ContentHash Content = ContentHash.Of("content"u8);

    private static readonly IndexedPicture[] Pictures =
        [new("/p/coast/a.jpg", Content, "coast"), new("/p/coast/two\nlines, \"b\".jpg", Content, "coast"), new("/q/city/c.jpg", Content, "city")];

    [Fact]
    public void Pictures_are_listed_in_every_form()
    {
        using var run = Run();
        Assert.Equal(0, run.Likeness("list", "--library", "lib"));
        Assert.Equal(["list lib"], run.Operations.Calls);
        Assert.Equal("/p/coast/a.jpg  [coast]\n/p/coast/two\\x0Alines, \"b\".jpg  [coast]\n/q/city/c.jpg  [city]\n", run.Results);
        using var json = Run();
        Assert.Equal(0, json.Likeness("list", "--json"));
        using var parsed = JsonDocument.Parse(json.Results);
        var listed = parsed.RootElement.GetProperty("pictures").EnumerateArray().ToArray();
        Assert.Equal(["path", "label", "content"], listed[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(Pictures.Select(picture => picture.Path), listed.Select(picture => picture.GetProperty("path").GetString()));
        Assert.Equal($"{Content}", listed[2].GetProperty("content").GetString());
        using var csv = Run();
        Assert.Equal(0, csv.Likeness("list", "--csv"));
        Assert.Equal(
            $"path,label,content\r\n/p/coast/a.jpg,coast,{Content}\r\n\"/p/coast/two\nlines, \"\"b\"\".jpg\",coast,{Content}\r\n/q/city/c.jpg,city,{Content}\r\n",
            csv.Results);
        using var paths = Run();
        Assert.Equal(0, paths.Likeness("list", "-0"));
        Assert.Equal(string.Concat(Pictures.Select(picture => picture.Path + '\0')), paths.Results);
    }

    [Theory]
    [InlineData("--label coast", 2)]
    [InlineData("--label p", 0)]
    [InlineData("--below /q", 1)]
    [InlineData("--below /q/", 1)]
    [InlineData("--below /", 3)]
    [InlineData("--below /q --label coast", 0)]
    public void A_label_and_a_folder_limit_the_list(string limits, int count)
    {
        using var run = Run();
        Assert.Equal(0, run.Likeness(["list", .. limits.Split(' '), "-0"]));
        Assert.Equal(count, run.Results.Count(character => character == '\0'));
        Assert.Equal(count == 0 ? "no picture to list\n" : "", run.Notes);
    }

    [Fact]
    public void Rejected_files_are_listed_with_their_reasons()
    {
        using var run = Run();
        Assert.Equal(0, run.Likeness("list", "--rejected"));
        Assert.Equal("/p/a\\x0Ab.txt: it is \"text\", no picture\n/p/inside/c.jpg: the file is empty\n", run.Results);
        using var csv = Run();
        Assert.Equal(0, csv.Likeness("list", "--rejected", "--csv", "--below", "/p/inside"));
        Assert.Equal("path,reason\r\n/p/inside/c.jpg,the file is empty\r\n", csv.Results);
        using var json = Run();
        Assert.Equal(0, json.Likeness("list", "--rejected", "--json", "--label", "none"));
        Assert.Equal("{\"rejected\":[]}\n", json.Results);
        Assert.Equal("no file was rejected\n", json.Notes);
    }

    [Fact]
    public void What_is_listed_is_printed_while_the_library_is_read()
    {
        using var run = new InProcessRun();
        run.Operations.Listed = Endless();
        Assert.Equal(ExitCode.Cancelled, run.Likeness("list"));
        Assert.StartsWith("/p/0.jpg\n/p/1.jpg\n", run.Results, StringComparison.Ordinal);

        IEnumerable<IndexedPicture> Endless()
        {
            for (var i = 0; ; i++)
            {
                yield return new IndexedPicture($"/p/{i}.jpg", Content, null);
                Assert.Contains($"/p/{i}.jpg\n", run.Results, StringComparison.Ordinal);
                if (i == 100) run.Cancel();
            }
        }
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--csv")]
    public void A_library_that_cannot_be_read_prints_nothing_of_a_list(string format)
    {
        using var run = new InProcessRun();
        run.Operations.Listed = Enumerable.Range(0, 1).Select<int, IndexedPicture>(_ => throw new DamagedDataException("the catalog is damaged"));
        Assert.Equal(ExitCode.DamagedData, run.Likeness("list", format));
        Assert.Empty(run.Results);
    }

    [Fact]
    public void Remove_is_forget_and_takes_several_paths()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("remove", "a.jpg", "folder", "--library", "lib"));
        Assert.Equal(["forget lib a.jpg", "forget lib folder"], run.Operations.Calls);
        Assert.Equal(2, run.Results.Split("the files are untouched\n").Length - 1);
    }

    [Fact]
    public void Of_several_paths_one_that_is_unknown_is_named_and_the_others_are_forgotten()
    {
        using var run = new InProcessRun();
        Assert.Equal(ExitCode.NoUsableInput, run.Likeness("forget", "a.jpg", "unknown.jpg", "b.jpg", "--json"));
        Assert.Equal("likeness: The library holds nothing of 'unknown.jpg'.\n", run.Notes);
        using var json = JsonDocument.Parse(run.Results);
        Assert.Equal(["a.jpg", "b.jpg"], json.RootElement.GetProperty("forgotten").EnumerateArray().Select(report => report.GetProperty("path").GetString()));
        Assert.Equal("unknown.jpg", Assert.Single(json.RootElement.GetProperty("refused").EnumerateArray()).GetProperty("path").GetString());
        using var busy = new InProcessRun();
        busy.Operations.Failure = new LibraryBusyException("in use");
        Assert.Equal(ExitCode.Busy, busy.Likeness("forget", "a.jpg", "b.jpg"));
        Assert.Single(busy.Operations.Calls);
    }

    private static InProcessRun Run()
    {
        var run = new InProcessRun();
        run.Operations.Listed = Pictures;
        return run;
    }
}
