using Likeness.Imaging.Drawing;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Drawing;

public sealed class MontageTests
{
    private static readonly Rgb Green = new(0, 158, 115);

    [Fact]
    public void Pictures_lie_in_their_places_with_frames_around_them()
    {
        var montage = new Montage
        {
            TileHeight = 40,
            TileWidth = 40,
            Rows =
            [
                new MontageRow([Tile(200, 0, 0), Tile(0, 0, 200) with { Frame = Green }]),
                new MontageRow([Tile(0, 200, 0)]),
            ],
        };
        var sheet = montage.Draw();
        Assert.Equal((24 + 40 + 14 + 40 + 24, 24 + 40 + 14 + 40 + 24), (sheet.Height, sheet.Width));
        Assert.Equal(new Rgb(200, 0, 0), At(sheet, 24 + 20, 24 + 20));
        Assert.Equal(new Rgb(200, 0, 0), At(sheet, 24, 24));
        Assert.Equal(new Rgb(0, 0, 200), At(sheet, 24 + 36, 78 + 36));
        Assert.Equal(new Rgb(0, 200, 0), At(sheet, 78 + 20, 24 + 20));
        Assert.Equal(Green, At(sheet, 24 + 20, 78 - 2));
        Assert.Equal(Green, At(sheet, 24 - 2, 78 + 20));
        Assert.Equal(new Rgb(255, 255, 255), At(sheet, 10, 10));
        Assert.Equal(new Rgb(255, 255, 255), At(sheet, 78 + 20, 78 + 20));
    }

    [Fact]
    public void A_picture_of_another_shape_is_shown_whole()
    {
        var sheet = new Montage { TileHeight = 40, TileWidth = 40, Rows = [new MontageRow([new MontageTile(TestPictures.Solid(10, 40, 9, 9, 9))])] }.Draw();
        Assert.Equal(new Rgb(9, 9, 9), At(sheet, 24 + 20, 24));
        Assert.Equal(new Rgb(9, 9, 9), At(sheet, 24 + 20, 24 + 39));
        Assert.Equal(new Rgb(246, 246, 246), At(sheet, 24 + 5, 24 + 20));
    }

    [Fact]
    public void Text_of_any_kind_is_drawn_and_leaves_ink()
    {
        var odd = "<b>&\"'\u0001\n🦊\uD83D]]>";
        var plain = new Montage { Rows = [new MontageRow([Tile(1, 2, 3)])] };
        var without = plain.Draw();
        var with = (plain with
        {
            Title = odd,
            Subtitle = odd,
            Rows = [new MontageRow([Tile(1, 2, 3) with { Caption = odd, Detail = odd }]) { Heading = odd }],
        }).Draw();
        Assert.True(with.Height > without.Height + 60);
        Assert.Contains(Enumerable.Range(0, with.Width), x => At(with, 36, x).Red < 120);
    }

    [Fact]
    public void Nothing_to_draw_is_refused()
    {
        Assert.Throws<WrongSettingsException>(() => new Montage { Rows = [] }.Draw());
        Assert.Throws<WrongSettingsException>(() => new Montage { Rows = [new MontageRow([])] }.Draw());
        Assert.Throws<WrongSettingsException>(() => new Montage { TileWidth = 3, Rows = [new MontageRow([Tile(1, 2, 3)])] }.Draw());
    }

    private static MontageTile Tile(byte red, byte green, byte blue) => new(TestPictures.Solid(12, 12, red, green, blue));

    private static Rgb At(Pixels sheet, int y, int x)
    {
        var pixel = sheet.Row(y).Slice(x * 3, 3);
        return new Rgb(pixel[0], pixel[1], pixel[2]);
    }
}
