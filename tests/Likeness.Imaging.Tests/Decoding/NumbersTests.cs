using Likeness.Imaging.Decoding;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Decoding;

/// <summary>Pictures whose numbers are not bytes.</summary>
public sealed class NumbersTests : IDisposable
{
    private static readonly byte[] Greys = [0, 32, 128, 255];
    private readonly PictureDecoder decoder = new();

    public void Dispose() => decoder.Dispose();

    [Fact]
    public void Grey_floats_from_0_to_1_are_the_greys() =>
        Assert.Equal(Greys, Red([.. Greys.Select(static grey => grey / 255f)], 1));

    [Fact]
    public void Coloured_floats_are_linear_light() =>
        // sRGB 188 is half of the light (IEC 61966-2-1).
        Assert.Equal([0, 188, 255], Red([0f, 0, 0, 0.5f, 0.5f, 0.5f, 1, 1, 1], 3));

    [Fact]
    public void A_float_of_1_is_opaque() => Assert.Equal([0, 255], Red([0f, 0, 0, 1, 1, 1, 1, 1], 4));

    [Fact]
    public void Opacity_of_sixteen_bits_is_scaled() =>
        // Black over white, a quarter, a half and wholly opaque.
        Assert.Equal([191, 127, 0], Red<ushort>([0, 0, 0, 16448, 0, 0, 0, 32896, 0, 0, 0, 65535], 4));

    [Fact]
    public void Sixteen_bits_are_scaled() =>
        Assert.Equal(Greys, Red([.. Greys.Select(static grey => (ushort)(grey * 257))], 1));

    [Fact]
    public void Floats_of_unknown_range_are_refused_with_their_range()
    {
        Assert.Contains("from 0 to 255; expected 0 for black to 1", Refuse([0f, 32, 128, 255], 1), StringComparison.Ordinal);
        Assert.Contains("from 0 to 255; expected 0 for black to 1", Refuse([0f, 32, 255], 3), StringComparison.Ordinal);
        Assert.Contains("from -40 to 1; expected 0 for black to 1", Refuse([-40f, 0, 1], 3), StringComparison.Ordinal);
    }

    [Fact]
    public void Floats_that_are_no_numbers_are_refused() => Assert.Contains("its floats", Refuse([float.NaN, 0, 1, 0], 1), StringComparison.Ordinal);

    [Fact]
    public void Whole_numbers_of_unknown_range_are_refused_with_their_kind()
    {
        Assert.Contains("of the kind short", RefuseWhole([(short)0, (short)32767], 1), StringComparison.Ordinal);
        Assert.Contains("of the kind uint", RefuseWhole([0u, uint.MaxValue, 0u], 3), StringComparison.Ordinal);
    }

    private byte[] Red<T>(T[] numbers, int channels) where T : unmanaged
    {
        var width = numbers.Length / channels;
        var rgb = decoder.Decode(TestVips.SaveNumbers(numbers, 1, width, channels)).Rgb;
        return [.. Enumerable.Range(0, width).Select(x => rgb[3 * x])];
    }

    private string RefuseWhole<T>(T[] numbers, int channels) where T : unmanaged =>
        Assert.Throws<UnusableInputException>(() => decoder.Decode(TestTiff.Write(numbers, numbers.Length / channels, channels))).Message;

    private string Refuse<T>(T[] numbers, int channels) where T : unmanaged =>
        Assert.Throws<UnusableInputException>(() => decoder.Decode(TestVips.SaveNumbers(numbers, 1, numbers.Length / channels, channels))).Message;
}
