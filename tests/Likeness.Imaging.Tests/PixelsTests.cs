namespace Likeness.Imaging.Tests;

public sealed class PixelsTests
{
    [Fact]
    public void Sizes_and_bytes_must_agree()
    {
        Assert.Equal(24, new Pixels(2, 4).Rgb.Length);
        Assert.Throws<WrongSettingsException>(() => new Pixels(2, 4, new byte[23]));
        Assert.Throws<WrongSettingsException>(() => new Pixels(0, 4));
        Assert.Throws<WrongSettingsException>(() => Pixels.ByteCount(50_000, 50_000));
        Assert.Equal(12, new Pixels(2, 4).Row(1).Length);
    }
}
