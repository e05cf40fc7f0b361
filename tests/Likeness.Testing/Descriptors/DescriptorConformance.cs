using System.Numerics.Tensors;
using Likeness.Descriptors;
using Likeness.Testing.Numbers;

namespace Likeness.Testing.Descriptors;

/// <summary>What every <see cref="IDescriptor"/> must do. A derived class says how to make one; two that it makes are the same.</summary>
public abstract class DescriptorConformance
{
    private const int Pictures = 7;

    /// <summary>How far a vector may be from the same picture's vector in other company, by its largest number: sums may be taken in another order.</summary>
    protected virtual double Tolerance => 1e-5;

    protected abstract IDescriptor Create();

    [Fact]
    public void It_says_what_it_is()
    {
        using var descriptor = Create();
        Assert.Matches("^[a-z][a-z0-9-]*$", descriptor.Name);
        Assert.InRange(descriptor.Dimensions, 1, int.MaxValue);
        Assert.InRange(descriptor.PictureHeight, 1, int.MaxValue);
        Assert.InRange(descriptor.PictureWidth, 1, int.MaxValue);
        Assert.True(Enum.IsDefined(descriptor.Metric));
        Assert.False(string.IsNullOrWhiteSpace(descriptor.Fingerprint));
    }

    [Fact]
    public void Two_of_the_same_have_the_same_fingerprint_and_give_the_same_bits()
    {
        using var a = Create();
        using var b = Create();
        Assert.Equal((a.Name, a.Fingerprint, a.Dimensions, a.Metric), (b.Name, b.Fingerprint, b.Dimensions, b.Metric));
        Close.SameBits(Describe(a, Draw(a), Pictures), Describe(b, Draw(b), Pictures));
    }

    [Fact]
    public void The_same_pictures_give_the_same_bits_again()
    {
        using var descriptor = Create();
        var pictures = Draw(descriptor);
        var first = Describe(descriptor, pictures, Pictures);
        Describe(descriptor, pictures.AsSpan()[..(2 * pictures.Length / Pictures)], 2);
        Close.SameBits(first, Describe(descriptor, pictures, Pictures));
    }

    [Fact]
    public void Every_number_is_written_and_finite_and_nothing_behind_them()
    {
        using var descriptor = Create();
        var vectors = new float[Pictures * descriptor.Dimensions + 8];
        vectors.AsSpan().Fill(float.NaN);
        descriptor.Describe(Draw(descriptor), Pictures, vectors.AsSpan(0, Pictures * descriptor.Dimensions));
        Assert.All(vectors[..^8], number => Assert.True(float.IsFinite(number)));
        Assert.All(vectors[^8..], number => Assert.True(float.IsNaN(number)));
    }

    [Fact]
    public void A_picture_is_described_in_company_as_alone()
    {
        using var descriptor = Create();
        var pictures = Draw(descriptor);
        var bytes = pictures.Length / Pictures;
        var together = Describe(descriptor, pictures, Pictures);
        for (var i = 0; i < Pictures; i++)
        {
            var alone = Describe(descriptor, pictures.AsSpan(i * bytes, bytes), 1);
            Close.Check(Close.ToDouble(alone), together.AsSpan(i * descriptor.Dimensions, descriptor.Dimensions), Tolerance, $"picture {i}");
        }
    }

    [Fact]
    public void Different_pictures_have_different_vectors_and_equal_ones_equal_vectors()
    {
        using var descriptor = Create();
        var pictures = Draw(descriptor);
        var bytes = pictures.Length / Pictures;
        pictures.AsSpan(0, bytes).CopyTo(pictures.AsSpan(3 * bytes));
        var vectors = Describe(descriptor, pictures, Pictures);
        Close.Check(Close.ToDouble(Vector(0)), Vector(3), Tolerance);
        Assert.InRange(TensorPrimitives.Distance<float>(Vector(0), Vector(1)), 1e-4f, float.MaxValue);

        ReadOnlySpan<float> Vector(int i) => vectors.AsSpan(i * descriptor.Dimensions, descriptor.Dimensions);
    }

    [Fact]
    public void Pictures_of_one_colour_are_described_like_any_others()
    {
        using var descriptor = Create();
        var bytes = descriptor.PictureHeight * descriptor.PictureWidth * 3;
        var pictures = new byte[2 * bytes];
        pictures.AsSpan(bytes).Fill(255);
        Assert.All(Describe(descriptor, pictures, 2), number => Assert.True(float.IsFinite(number)));
    }

    protected static float[] Describe(IDescriptor descriptor, ReadOnlySpan<byte> pictures, int count)
    {
        var vectors = new float[count * descriptor.Dimensions];
        descriptor.Describe(pictures, count, vectors);
        return vectors;
    }

    /// <summary>Each of other colours, with some noise: not all look alike to any descriptor.</summary>
    private static byte[] Draw(IDescriptor descriptor)
    {
        var bytes = descriptor.PictureHeight * descriptor.PictureWidth * 3;
        var pictures = new byte[Pictures * bytes];
        var random = new Random(5);
        for (var i = 0; i < pictures.Length; i++)
        {
            var (picture, row, channel) = (i / bytes, i % bytes / (descriptor.PictureWidth * 3), i % 3);
            pictures[i] = (byte)((picture * 31 * (channel + 1) + row * (5 + picture) + random.Next(24)) % 256);
        }

        return pictures;
    }
}
