using System.Globalization;
using System.Xml.Linq;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Drawing;

public sealed class FlowDiagramTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void The_document_is_XML_whatever_the_names_hold()
    {
        var odd = "<&>\"'\u0000\uDFFF 🦊";
        var diagram = new FlowDiagram { Title = odd, Subtitle = odd, Columns = [new FlowColumn(odd, [new FlowBox(odd, odd) { Detail = odd, Note = odd }])] };
        Assert.Contains(XDocument.Parse(diagram.ToSvg()).Descendants(), e => e.Value.Contains("<&>\"'", StringComparison.Ordinal));
    }

    [Fact]
    public void Boxes_stand_below_one_another_without_touching_and_inside_the_sheet()
    {
        var svg = XDocument.Parse(Diagram(3, 1).ToSvg()).Root!;
        var boxes = svg.Elements(Svg + "rect").Skip(1).Select(box => (X: Number(box, "x"), Y: Number(box, "y"), Bottom: Number(box, "y") + Number(box, "height"), Right: Number(box, "x") + Number(box, "width"))).ToArray();
        Assert.Equal(4, boxes.Length);
        Assert.True(boxes[0].Bottom < boxes[1].Y && boxes[1].Bottom < boxes[2].Y);
        Assert.True(boxes[0].Right < boxes[3].X);
        Assert.All(boxes, box => Assert.True(box.Bottom < Number(svg, "height") && box.Right < Number(svg, "width")));
    }

    [Fact]
    public void An_arrow_leads_from_each_box_to_the_next()
    {
        foreach (var (columns, arrows) in ((int[], int)[])[([1], 0), ([3], 2), ([3, 1], 3), ([2, 4, 3], 8)])
            Assert.Equal(arrows, XDocument.Parse(Diagram(columns).ToSvg()).Descendants(Svg + "path").Count(path => path.Attribute("marker-end") is not null));
    }

    [Fact]
    public void Both_files_are_written_and_the_boxes_are_seen()
    {
        using var folder = new TemporaryFolder();
        var (svg, png) = (Path.Combine(folder.Path, "a.svg"), Path.Combine(folder.Path, "a.png"));
        Diagram(2).Write(svg, png);
        var root = XDocument.Load(svg).Root!;
        using var reader = new PictureReader();
        var pixels = reader.ReadWhole(png);
        Assert.Equal((Number(root, "height") * 2, Number(root, "width") * 2), (pixels.Height, pixels.Width));
        Assert.Contains(pixels.Rgb.Chunk(3), pixel => pixel is [0, 114, 178]);
    }

    [Fact]
    public void A_diagram_of_nothing_is_refused()
    {
        Assert.Throws<WrongSettingsException>(() => new FlowDiagram { Title = "a", Columns = [] }.ToSvg());
        Assert.Throws<WrongSettingsException>(() => Diagram(1, 0).ToSvg());
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static FlowDiagram Diagram(params int[] boxes) => new()
    {
        Title = "Title",
        Columns = [.. boxes.Select(count => new FlowColumn("Column", [.. Enumerable.Range(0, count).Select(i => new FlowBox("box", "Kind") { Detail = i % 2 == 0 ? "1 → 2" : null, Colour = new Rgb(0, 114, 178) })]))],
    };
}
