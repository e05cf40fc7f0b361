using Likeness.Labels;
using Likeness.Testing;

namespace Likeness.Tests.Labels;

public sealed class LabelFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Paths_start_from_the_file_or_are_absolute_and_fields_may_be_quoted()
    {
        string[] paths = [folder["a.jpg"], folder["sub/b, the second.jpg"], folder["c.jpg"]];
        var file = folder.Write("labels.csv", """"
            path,label
            a.jpg,coast
            "sub/b, the second.jpg","a ""forest"""

            """"u8);
        File.AppendAllText(file, $"{paths[2]},coast\n{folder["broken.jpg"]},coast\n");
        Assert.Equal(["coast", "a \"forest\"", "coast"], LabelFile.Read(file, paths, [folder["broken.jpg"]]));
        Assert.Equal(["coast", "a \"forest\"", "coast"], PictureLabels.Of(file, paths, [folder["broken.jpg"]]));
    }

    [Theory]
    [InlineData("path,label\na.jpg,x\nb.jpg,y\nnone.jpg,y\n", "names pictures that are not there (1): ", "none.jpg")]
    [InlineData("path,label\na.jpg,x\n", "lacks pictures (1): ", "b.jpg")]
    [InlineData("path,label\na.jpg,x\nb.jpg,y\na.jpg,x\n", "Line 4", "a.jpg' , which has a label already ('x')")]
    [InlineData("path,label\na.jpg,\nb.jpg,y\n", "Line 2", "has no label for 'a.jpg'")]
    [InlineData("path,label\n,x\nb.jpg,y\n", "Line 2", "has no path")]
    [InlineData("path,label\na.jpg,x,z\nb.jpg,y\n", "Line 2", "has 3 fields")]
    [InlineData("path,label\na.jpg,x\nb.jpg,x\n", "All 2 pictures have the label 'x'", "at least two kinds")]
    [InlineData("a.jpg,x\nb.jpg,y\n", "does not begin with the line: path,label", "")]
    [InlineData("", "does not begin with the line: path,label", "")]
    [InlineData("path,label\n\"a\"b.jpg,x\n", "Line 2", "quotation marks")]
    [InlineData("path,label\r\n\r\n\"a\nb.jpg\",x\r\nc.jpg,\"x\r\n", "Line 5", "quotation marks")]
    [InlineData("path;label\na.jpg;x;z\nb.jpg;y\n", "Line 2", "has 3 fields")]
    [InlineData("path|name\na.jpg|x\n", "does not begin with the line: path,label", "")]
    [InlineData("path,label\na.jpg;x\nb.jpg;y\n", "with the separator of the lines below", "")]
    public void A_file_that_is_not_as_it_should_be_is_refused_with_the_place(string text, string expected, string also)
    {
        var file = folder.Write("labels.csv", System.Text.Encoding.UTF8.GetBytes(text));
        var refused = Assert.Throws<UnusableInputException>(() => LabelFile.Read(file, [folder["a.jpg"], folder["b.jpg"]], []));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Contains(also.Replace("' ,", "',", StringComparison.Ordinal), refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\uFEFFpath,label\na.jpg,x\nb.jpg,y\n")]
    [InlineData("path,label\r\na.jpg,x\r\n\r\nb.jpg,y")]
    [InlineData("path;label\na.jpg;x\nb.jpg;y\n")]
    [InlineData("path\tlabel\na.jpg\tx\nb.jpg\ty\n")]
    [InlineData("\uFEFFpath;label\r\n\"a.jpg\" ; x\r\nb.jpg;\"y\"\r\n")]
    [InlineData("path, label\n a.jpg , \"x\" \nb.jpg,y\n")]
    public void Byte_order_marks_line_ends_separators_and_spaces_are_as_programs_write_them(string text)
    {
        var file = folder.Write("labels.csv", System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal(["x", "y"], LabelFile.Read(file, [folder["a.jpg"], folder["b.jpg"]], []));
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_refused_with_its_line_and_not_replaced()
    {
        var file = folder.Write("labels.csv", [.. "path,label\na.jpg,x\nb.jpg,caf"u8, 0xe9, (byte)'\n']);
        var refused = Assert.Throws<UnusableInputException>(() => LabelFile.Read(file, [folder["a.jpg"], folder["b.jpg"]], []));
        Assert.Contains("Line 3", refused.Message, StringComparison.Ordinal);
        Assert.Contains("is not UTF-8 (its field 2)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var refused = Assert.Throws<UnusableInputException>(() => LabelFile.Read(folder["none.csv"], [folder["a.jpg"]], []));
        Assert.Contains("none.csv", refused.Message, StringComparison.Ordinal);
        Assert.Throws<UnusableInputException>(() => LabelFile.Read(folder["."], [folder["a.jpg"]], []));
    }

    [Fact]
    public void Folders_label_their_pictures_and_one_folder_or_one_name_tells_nothing_apart()
    {
        Assert.Equal(["a", "b", "a"], PictureLabels.Of(PictureLabels.Folders, ["/x/a/1.jpg", "/x/b/2.jpg", "/x/a/3.jpg"], []));
        Assert.Contains("all 2 lie in one", Assert.Throws<UnusableInputException>(() => PictureLabels.OfFolders(["/x/a/1.jpg", "/x/a/2.jpg"])).Message, StringComparison.Ordinal);
        Assert.Contains("label 'a'", Assert.Throws<UnusableInputException>(() => PictureLabels.OfFolders(["/x/a/1.jpg", "/y/a/2.jpg"])).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
