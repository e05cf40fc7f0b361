using System.Globalization;
using System.Xml.Linq;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Drawing;

public sealed class LineChartTests
{
    private static readonly double[] Epochs = [1, 2, 3, 4];

    [Fact]
    public void The_document_is_XML_whatever_the_names_hold()
    {
        var odd = "<&>\"'\u0000\uDFFF 🦊";
        var chart = new LineChart { Title = odd, XTitle = odd, YTitle = odd, Series = [new LineSeries(odd, Epochs, [1, 2, 3, 4])] };
        var svg = XDocument.Parse(chart.ToSvg());
        Assert.Contains(svg.Descendants(), e => e.Value.Contains("<&>\"'", StringComparison.Ordinal));
    }

    [Fact]
    public void Greater_values_lie_higher_and_equal_ratios_are_equal_steps_on_a_logarithmic_axis()
    {
        var heights = Heights(Chart([1, 10, 100, 1000]) with { LogarithmicY = true });
        Assert.Equal(heights[0] - heights[1], heights[1] - heights[2], 0.05);
        Assert.Equal(heights[1] - heights[2], heights[2] - heights[3], 0.05);
        Assert.True(heights[0] > heights[3]);
        var linear = Heights(Chart([0, 1, 2, 3]));
        Assert.Equal(linear[0] - linear[1], linear[2] - linear[3], 0.05);
    }

    [Fact]
    public void Values_that_cannot_be_shown_interrupt_the_line()
    {
        Assert.Equal(2, Path(Chart([1, double.NaN, 3, 4])).Count(c => c == 'M'));
        Assert.Equal(1, Path(Chart([1, 2, 3, double.PositiveInfinity])).Count(c => c == 'M'));
        Assert.Equal(2, Path(Chart([1, 0, 3, 4]) with { LogarithmicY = true }).Count(c => c == 'M'));
    }

    [Theory]
    [InlineData(0.0128, 0.06)]
    [InlineData(-3, 1e6)]
    [InlineData(5, 5)]
    [InlineData(0, 0)]
    [InlineData(1e-9, 2e-9)]
    public void Ticks_are_few_and_in_order(double least, double most)
    {
        foreach (var logarithmic in least > 0 ? (bool[])[false, true] : [false])
        {
            var axis = new ChartAxis(least, most, logarithmic, widen: true);
            Assert.InRange(axis.Ticks.Count, 2, 14);
            Assert.Equal(axis.Ticks.Order(), axis.Ticks);
            Assert.InRange(axis.Place(least), -1e-9, 1);
            Assert.InRange(axis.Place(most), 0, 1 + 1e-9);
        }
    }

    [Fact]
    public void Both_files_are_written_and_the_line_is_seen()
    {
        using var folder = new TemporaryFolder();
        Chart([4, 3, 2, 1]).Write(folder.File("loss.svg"), folder.File("loss.png"));
        using var reader = new PictureReader();
        var drawn = reader.ReadWhole(folder.File("loss.png"));
        Assert.Equal((920, 1640), (drawn.Height, drawn.Width));
        var blue = 0;
        for (var i = 0; i < drawn.Rgb.Length; i += 3)
            blue += drawn.Rgb[i] < 40 && drawn.Rgb[i + 2] > 150 ? 1 : 0;
        Assert.InRange(blue, 3000, 60000);
        Assert.StartsWith("<svg", File.ReadAllText(folder.File("loss.svg")), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void Nothing_to_show_is_refused()
    {
        Assert.Throws<WrongSettingsException>(() => new LineChart { Series = [] }.ToSvg());
        Assert.Throws<WrongSettingsException>(() => Chart([double.NaN, double.NaN, double.NaN, double.NaN]).ToSvg());
        Assert.Throws<WrongSettingsException>(() => new LineChart { Series = [new LineSeries("x", Epochs, [1])] }.ToSvg());
        Assert.Throws<UnusableInputException>(() => SvgRenderer.Render("no svg"));
    }

    [Fact]
    public void A_mark_stands_where_its_position_is_and_nowhere_else()
    {
        var chart = Chart([4, 3, 2, 1]);
        Assert.DoesNotContain("stroke-dasharray", chart.ToSvg(), StringComparison.Ordinal);
        foreach (var (at, anchor) in new[] { (2.0, "start"), (3.0, "end") })
        {
            var svg = XDocument.Parse((chart with { Mark = new ChartMark(at, "<here>") }).ToSvg());
            var line = Assert.Single(svg.Descendants(), e => e.Attribute("stroke-dasharray") is not null);
            var points = Path(chart).Split('M', 'L').Skip(1).Select(point => point.Split(' ')[0]).ToArray();
            Assert.Equal(points[(int)at - 1], line.Attribute("x1")!.Value);
            Assert.Equal(line.Attribute("x1")!.Value, line.Attribute("x2")!.Value);
            Assert.Equal(anchor, Assert.Single(svg.Descendants(), e => e.Value == "<here>" && !e.HasElements).Attribute("text-anchor")!.Value);
        }

        Assert.DoesNotContain("stroke-dasharray", (chart with { Mark = new ChartMark(9, "beyond") }).ToSvg(), StringComparison.Ordinal);
        Assert.DoesNotContain("stroke-dasharray", (chart with { Mark = new ChartMark(double.NaN, "nowhere") }).ToSvg(), StringComparison.Ordinal);
    }

    private static LineChart Chart(double[] values) => new() { Series = [new LineSeries("loss", Epochs, values)] };

    private static string Path(LineChart chart) =>
        XDocument.Parse(chart.ToSvg()).Descendants().First(e => e.Name.LocalName == "path").Attribute("d")!.Value;

    private static double[] Heights(LineChart chart) =>
        [.. Path(chart).Split('M', 'L').Skip(1).Select(point => double.Parse(point.Split(' ')[1], CultureInfo.InvariantCulture))];
}
