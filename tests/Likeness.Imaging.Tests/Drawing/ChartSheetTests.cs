using System.Xml.Linq;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Drawing;

public sealed class ChartSheetTests
{
    [Fact]
    public void Charts_stand_side_by_side_and_both_are_seen()
    {
        using var folder = new TemporaryFolder();
        var sheet = new ChartSheet { Charts = [Chart(new Rgb(0, 0, 255)), Chart(new Rgb(255, 0, 0))] };
        sheet.Write(folder.File("sheet.svg"), folder.File("sheet.png"));
        using var reader = new PictureReader();
        var drawn = reader.ReadWhole(folder.File("sheet.png"));
        Assert.Equal((920, 3280), (drawn.Height, drawn.Width));
        Assert.InRange(Count(drawn, 0, 1640, pixel => pixel[2] > 200 && pixel[0] < 60), 1000, 60000);
        Assert.Equal(0, Count(drawn, 1640, 3280, pixel => pixel[2] > 200 && pixel[0] < 60));
        Assert.InRange(Count(drawn, 1640, 3280, pixel => pixel[0] > 200 && pixel[2] < 60), 1000, 60000);
        Assert.Equal(2, XDocument.Load(folder.File("sheet.svg")).Root!.Descendants().Count(e => e.Name.LocalName == "svg"));
    }

    [Fact]
    public void A_sheet_without_charts_is_refused() => Assert.Throws<WrongSettingsException>(() => new ChartSheet { Charts = [] }.ToSvg());

    private static LineChart Chart(Rgb colour) => new() { Title = "one", Series = [new LineSeries("line", [1, 2, 3], [3, 1, 2]) { Colour = colour }] };

    private static int Count(Pixels picture, int left, int right, Predicate<byte[]> test)
    {
        var count = 0;
        for (var y = 0; y < picture.Height; y++)
            for (var x = left; x < right; x++)
                if (test(picture.Row(y).Slice(x * 3, 3).ToArray())) count++;
        return count;
    }
}
