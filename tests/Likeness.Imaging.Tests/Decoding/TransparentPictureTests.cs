using Likeness.Imaging.Decoding;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Decoding;

public sealed class TransparentPictureTests : IDisposable
{
    private readonly PictureDecoder decoder = new();

    public void Dispose() => decoder.Dispose();

    [Fact]
    public void Dark_drawings_lie_over_white_and_light_ones_over_black()
    {
        Assert.Equal((0, 255), Look(Lay(Drawing(40, 0), 40, 1), 40));
        Assert.Equal((255, 0), Look(Lay(Drawing(40, 255), 40, 1), 40));
        Assert.Equal((230, 0), Look(Lay(Drawing(40, 230), 40, 1), 40));
        Assert.Equal((220, 255), Look(Lay(Drawing(40, 220), 40, 1), 40));
    }

    [Fact]
    public void A_white_drawing_with_a_dark_outline_lies_over_white()
    {
        var drawing = Drawing(40, 255);
        for (var i = 0; i < drawing.Length; i += 4)
        {
            if (drawing[i + 3] != 0 && (drawing[i - 1] == 0 || drawing[i + 7] == 0))
                (drawing[i], drawing[i + 1], drawing[i + 2]) = (0, 0, 0);
        }
        Assert.Equal((255, 255), Look(Lay(drawing, 40, 1), 40));
    }

    [Fact]
    public void Yellow_stands_out_from_white()
    {
        byte[] yellow = [255, 255, 0, 255, 0, 0, 0, 0];
        Assert.Equal([255, 255, 0, 255, 255, 255], Lay(yellow, 2, 1)[..6]);
    }

    [Fact]
    public void What_is_not_drawn_at_all_is_white() => Assert.Equal([255, 255, 255], Lay([9, 9, 9, 0], 1, 1)[..3]);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void The_background_does_not_depend_on_the_size_that_is_wanted(int shrink)
    {
        var random = new Random(shrink);
        for (var round = 0; round < 50; round++)
        {
            // Near the threshold: a grey that is about as light as may be, partly covered.
            var rgba = new byte[21 * 21 * 4];
            for (var i = 0; i < rgba.Length; i += 4)
            {
                rgba.AsSpan(i, 3).Fill((byte)(215 + random.Next(20)));
                rgba[i + 3] = (byte)random.Next(256);
            }
            rgba.AsSpan(0, 21 * 7 * 4).Clear(); // rows that show the background
            Assert.Equal(Lay(rgba, 21, 1)[0], Lay(rgba, 21, shrink)[0]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Squares_become_the_mean_of_their_composites(int shrink)
    {
        const int Side = 20;
        var rgba = new byte[Side * Side * 4];
        new Random(shrink).NextBytes(rgba);
        var laid = Lay(rgba, Side, shrink);
        for (var y = 0; y < Side / shrink; y++)
        {
            for (var x = 0; x < Side / shrink; x++)
            {
                var sum = 0.0;
                for (var i = 0; i < shrink * shrink; i++)
                {
                    var at = ((((y * shrink) + (i / shrink)) * Side) + (x * shrink) + (i % shrink)) * 4;
                    sum += ((rgba[at] * rgba[at + 3]) + (255 * (255 - rgba[at + 3]))) / 255.0;
                }
                Assert.InRange(laid[((y * (Side / shrink)) + x) * 3], (sum / shrink / shrink) - 1.01, (sum / shrink / shrink) + 1.01);
            }
        }
    }

    [Theory]
    [InlineData("pngsave_buffer")]
    [InlineData("tiffsave_buffer")]
    [InlineData("webpsave_buffer")]
    [InlineData("gifsave_buffer")]
    public void Every_format_gives_the_same_background(string saver)
    {
        foreach (var ink in (byte[])[0, 255])
        {
            var file = TestVips.SaveRgba(Drawing(40, ink), 40, 40, saver);
            var decoded = decoder.Decode(file);
            (var drawn, var behind) = Look(decoded.Rgb, 40);
            Assert.InRange(drawn, ink - 4, ink + 4);
            Assert.InRange(behind, 255 - ink - 4, 255 - ink + 4);
        }
    }

    [Fact]
    public void A_gif_frame_smaller_than_its_canvas_leaves_the_rest_transparent()
    {
        // A canvas of 3×1 and one frame of 1×1 at its left, of a palette of red and blue.
        byte[] gif =
        [
            .. "GIF89a"u8, 3, 0, 1, 0, 0x80, 0, 0, 200, 0, 0, 0, 0, 200,
            0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0, 0x3B,
        ];
        Assert.Equal([200, 0, 0, 255, 255, 255, 255, 255, 255], decoder.Decode(gif).Rgb);
    }

    private static byte[] Lay(byte[] rgba, int width, int shrink)
    {
        var height = rgba.Length / width / 4;
        var layer = new byte[TransparentPicture.ByteCount(height / shrink, width / shrink)];
        var picture = new TransparentPicture(layer, width, shrink);
        picture.Add(rgba.AsSpan(0, width * 4));
        picture.Add(rgba.AsSpan(width * 4));
        picture.Lay();
        return layer;
    }

    // A square of one grey in the middle of nothing.
    private static byte[] Drawing(int side, byte ink)
    {
        var rgba = new byte[side * side * 4];
        for (var y = side / 4; y < side * 3 / 4; y++)
        {
            for (var x = side / 4; x < side * 3 / 4; x++)
                rgba.AsSpan(((y * side) + x) * 4, 4).Fill(255);
        }
        for (var i = 0; i < rgba.Length; i += 4)
            rgba.AsSpan(i, 3).Fill(ink);
        return rgba;
    }

    private static (int Drawn, int Behind) Look(byte[] rgb, int side) => (rgb[((side / 2 * side) + (side / 2)) * 3], rgb[0]);
}
