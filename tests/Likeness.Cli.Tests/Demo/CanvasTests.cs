using System.Numerics;
using Likeness.Cli.Demo.Painting;

namespace Likeness.Cli.Tests.Demo;

public sealed class CanvasTests
{
    [Fact]
    public void A_polygon_covers_pixels_by_its_area()
    {
        var canvas = new Canvas(10, 6);
        canvas.FillPolygon([new(0.12f, 0.25f), new(0.87f, 0.1f), new(0.6f, 0.95f)], Vector3.One);
        // The shoelace formula, in pixels.
        var expected = 60 * 0.5 * Math.Abs((0.87 - 0.12) * (0.95 - 0.25) - (0.6 - 0.12) * (0.1 - 0.25));
        Assert.Equal(expected, Brightness(canvas), 0.3);
    }

    [Fact]
    public void A_rectangle_on_half_pixels_is_blended_at_its_edges()
    {
        var canvas = new Canvas(4, 4);
        canvas.FillRectangle(0.125f, 0.25f, 0.875f, 0.75f, Vector3.One);
        var row = canvas.ToBytes().AsSpan(12, 12).ToArray();
        Assert.Equal([128, 128, 128, 255, 255, 255, 255, 255, 255, 128, 128, 128], row);
    }

    [Fact]
    public void What_lies_outside_is_cut_off()
    {
        var canvas = new Canvas(5, 5);
        canvas.FillPolygon([new(-3f, -3f), new(4f, -3f), new(4f, 4f), new(-3f, 4f)], Vector3.One);
        canvas.FillEllipse(new(9f, 9f), 0.1f, 0.1f, Vector3.Zero);
        canvas.DrawLine(new(-1f, -1f), new(-0.5f, -0.5f), 0.1f, 0.1f, Vector3.Zero);
        Assert.All(canvas.ToBytes(), value => Assert.Equal(255, value));
    }

    [Fact]
    public void Below_an_edge_the_depth_starts_at_nothing()
    {
        var canvas = new Canvas(1, 100);
        canvas.FillBelow(_ => 0.5f, (_, _, depth) => new Vector3(depth));
        var bytes = canvas.ToBytes();
        Assert.Equal(0, bytes[49 * 3]);
        Assert.InRange(bytes[50 * 3], 1, 2);
        Assert.InRange(bytes[99 * 3], 125, 128);
    }

    private static double Brightness(Canvas canvas) => canvas.ToBytes().Sum(value => value / 255.0) / 3;
}
