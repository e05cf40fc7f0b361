using Likeness.Descriptors;
using Likeness.Descriptors.Colour;
using Likeness.Testing.Descriptors;
using Likeness.Testing.Numbers;
using Likeness.Testing.References;

namespace Likeness.Tests.Descriptors;

public sealed class ColourDescriptorTests : DescriptorConformance
{
    protected override IDescriptor Create() => new ColourDescriptor(24, 16, threads: 2);

    public static TheoryData<string> References => [.. ReferenceNumbers.Load("colour").Below("picture/")];

    [Theory]
    [MemberData(nameof(References))]
    public void Histograms_are_those_of_the_definition_in_fractions(string name)
    {
        var numbers = ReferenceNumbers.Load("colour");
        var picture = numbers["picture/" + name];
        using var descriptor = new ColourDescriptor(picture.Shape[0], picture.Shape[1], threads: 1);
        Close.Check(numbers["histogram/" + name].Values, Describe(descriptor, [.. picture.Values.Select(value => (byte)value)], 1), 1e-6);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [InlineData(255, 255, 255, 0, 0, 3)]
    [InlineData(255, 0, 0, 0, 3, 3)]
    [InlineData(255, 255, 0, 1, 3, 3)]
    [InlineData(0, 255, 0, 2, 3, 3)]
    [InlineData(0, 255, 255, 4, 3, 3)]
    [InlineData(0, 0, 255, 5, 3, 3)]
    [InlineData(255, 0, 255, 6, 3, 3)]
    [InlineData(255, 0, 1, 7, 3, 3)]
    [InlineData(100, 75, 75, 0, 1, 1)]
    [InlineData(100, 76, 76, 0, 0, 1)]
    public void Known_colours_fall_into_their_bins(int red, int green, int blue, int hue, int saturation, int value) =>
        Assert.Equal((hue * 4 + saturation) * 4 + value, BandedColourHistogram.Bin(red, green, blue));

    [Fact]
    public void Every_vector_has_length_one_and_two_without_a_common_colour_are_the_square_root_of_two_apart()
    {
        using var descriptor = new ColourDescriptor(8, 8, threads: 1);
        byte[] red = [.. Enumerable.Repeat((byte[])[255, 0, 0], 64).SelectMany(pixel => pixel)], blue = [.. Enumerable.Repeat((byte[])[0, 0, 255], 64).SelectMany(pixel => pixel)];
        var (a, b) = (Describe(descriptor, red, 1), Describe(descriptor, blue, 1));
        Assert.Equal(1, a.Sum(number => number * number), 1e-6);
        Assert.Equal(2, a.Zip(b, (x, y) => (x - y) * (x - y)).Sum(), 1e-6);
    }

    [Fact]
    public void Turned_upside_down_a_picture_is_another_and_mirrored_it_is_the_same()
    {
        using var descriptor = new ColourDescriptor(8, 8, threads: 1);
        var picture = new byte[8 * 8 * 3];
        new Random(3).NextBytes(picture);
        byte[] mirrored = [.. picture.Chunk(24).SelectMany(row => row.Chunk(3).Reverse().SelectMany(pixel => pixel))];
        byte[] turned = [.. picture.Chunk(24).Reverse().SelectMany(row => row)];
        Assert.Equal(Describe(descriptor, picture, 1), Describe(descriptor, mirrored, 1));
        Assert.NotEqual(Describe(descriptor, picture, 1), Describe(descriptor, turned, 1));
    }

    [Fact]
    public void Another_size_of_pictures_is_another_fingerprint()
    {
        using var a = new ColourDescriptor(8, 8, threads: 1);
        using var b = new ColourDescriptor(8, 9, threads: 1);
        Assert.NotEqual(a.Fingerprint, b.Fingerprint);
    }

    [Fact]
    public void Sizes_that_cannot_be_and_buffers_that_are_too_small_are_refused()
    {
        Assert.Throws<WrongSettingsException>(() => new ColourDescriptor(0, 8));
        using var descriptor = new ColourDescriptor(8, 8, threads: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => descriptor.Describe(new byte[8 * 8 * 3], 2, new float[2 * 512]));
        Assert.Throws<ArgumentOutOfRangeException>(() => descriptor.Describe(new byte[8 * 8 * 3], 1, new float[511]));
    }
}
