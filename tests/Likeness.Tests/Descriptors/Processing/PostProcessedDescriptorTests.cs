using Likeness.Descriptors;
using Likeness.Descriptors.Colour;
using Likeness.Descriptors.Processing;
using Likeness.Search;
using Likeness.Testing.Descriptors;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Descriptors.Processing;

public sealed class PostProcessedDescriptorTests : DescriptorConformance
{
    private static readonly PostProcessing All = new() { Mirror = true, Components = 3, Whitening = 0.25, Normalise = true };

    // Rounding of a share is by the vector's length, which is larger than the share.
    protected override double Tolerance => 1e-4;

    protected override IDescriptor Create() => new PostProcessedDescriptor(new Rows(), All, Components(1), "one");

    [Fact]
    public void Each_setting_and_the_components_change_the_fingerprint_and_nothing_to_do_keeps_it()
    {
        PostProcessing[] settings =
        [
            new() { Mirror = true }, new() { Normalise = true }, new() { Mirror = true, Normalise = true }, new() { Components = 3 }, new() { Components = 3, Whitening = 0.25 },
            new() { Components = 3, Whitening = 0.5 }, new() { Components = 3, Normalise = true }, All,
        ];
        string[] prints = [.. settings.Select(setting => Fingerprint(new Rows(), setting, setting.NeedsFitting ? "one" : "")), Fingerprint(new Rows(), All, "two"), Fingerprint(new Rows("another"), All, "one")];
        Assert.Equal(prints.Length, prints.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(new Rows().Fingerprint, Fingerprint(new Rows(), PostProcessing.None, ""));
        Assert.Equal(prints[7], Fingerprint(new Rows(), All, "one"));
    }

    [Fact]
    public void Mirrored_a_picture_has_the_same_vector()
    {
        using var descriptor = new PostProcessedDescriptor(new Rows(), new PostProcessing { Mirror = true });
        var picture = new byte[4 * 4 * 3];
        new Random(2).NextBytes(picture);
        byte[] mirrored = [.. picture.Chunk(12).SelectMany(row => row.Chunk(3).Reverse().SelectMany(pixel => pixel))];
        Assert.NotEqual(Describe(new Rows(), picture, 1), Describe(new Rows(), mirrored, 1));
        Assert.Equal(Describe(descriptor, picture, 1), Describe(descriptor, mirrored, 1));
        byte[] symmetric = [.. picture.Chunk(12).SelectMany(row => (byte[])[.. row[..6], .. row[3..6], .. row[..3]])];
        Assert.Equal(Describe(new Rows(), symmetric, 1), Describe(descriptor, symmetric, 1));
        Assert.Equal(Describe(descriptor, [.. picture, .. mirrored], 2), (float[])[.. Describe(descriptor, picture, 1), .. Describe(descriptor, picture, 1)]);
    }

    [Fact]
    public void Vectors_of_length_one_have_it_and_one_without_a_direction_stays_zero()
    {
        using var descriptor = new PostProcessedDescriptor(new Rows(), new PostProcessing { Normalise = true });
        var pictures = new byte[2 * 4 * 4 * 3];
        pictures.AsSpan(48).Fill(77);
        var vectors = Describe(descriptor, pictures, 2);
        Assert.All(vectors[..48], number => Assert.Equal(0, number));
        Assert.Equal(1, vectors[48..].Sum(number => number * number), 1e-5);
    }

    [Fact]
    public void Vectors_too_long_or_too_short_to_be_squared_get_length_one_too()
    {
        foreach (var size in (float[])[3e38f, 1e-30f])
        {
            using var descriptor = new PostProcessedDescriptor(new Rows(), new PostProcessing { Normalise = true });
            var vector = new float[descriptor.Dimensions];
            descriptor.Finish([.. vector.Select((_, i) => i % 2 == 0 ? size : -size)], vector);
            Assert.Equal(1, vector.Sum(number => number * number), 1e-5);
        }
    }

    [Theory]
    [InlineData(-1, 0, "pca is -1")]
    [InlineData(5000, 0, "pca is 5000")]
    [InlineData(0, 0.5, "no principal components")]
    [InlineData(3, 1.5, "whitening is 1.5")]
    [InlineData(3, double.NaN, "whitening is NaN")]
    [InlineData(49, 0, "it has to be 1 to 48")]
    public void Settings_that_cannot_be_are_refused_with_their_value(int components, double whitening, string expected)
    {
        using var rows = new Rows();
        var refused = Assert.Throws<WrongSettingsException>(() => new PostProcessing { Components = components, Whitening = whitening }.ValidateFor(rows));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Components_of_more_numbers_than_can_be_computed_with_are_refused()
    {
        using var large = new FakeDescriptor(dimensions: 5000);
        Assert.Contains("at most 4096", Assert.Throws<WrongSettingsException>(() => new PostProcessing { Components = 3 }.ValidateFor(large)).Message, StringComparison.Ordinal);
        using var colours = new ColourDescriptor(8, 8, threads: 1);
        Assert.Throws<ArgumentException>(() => new PostProcessedDescriptor(colours, All, Components(1)));
        Assert.Throws<ArgumentException>(() => new PostProcessedDescriptor(colours, All));
    }

    private static string Fingerprint(IDescriptor raw, PostProcessing settings, string digest)
    {
        using var descriptor = new PostProcessedDescriptor(raw, settings, settings.NeedsFitting ? Components(1) : null, digest);
        return descriptor.Fingerprint;
    }

    private static PrincipalComponents Components(int seed)
    {
        var random = new Random(seed);
        var fit = new PrincipalComponentsFit(48);
        for (var i = 0; i < 60; i++) fit.Add([.. Enumerable.Range(0, 48).Select(d => random.NextSingle() * (d % 7))]);
        return fit.Compute(3).Components;
    }

    /// <summary>All bytes of a 4 × 4 picture.</summary>
    private sealed class Rows(string fingerprint = "rows") : IDescriptor
    {
        public string Name => "rows";

        public int Dimensions => 48;

        public string Fingerprint => fingerprint;

        public Metric Metric => Metric.Euclidean;

        public int PictureHeight => 4;

        public int PictureWidth => 4;

        public void Describe(ReadOnlySpan<byte> pictures, int count, Span<float> vectors)
        {
            for (var i = 0; i < count * 48; i++) vectors[i] = pictures[i] / 255f;
        }

        public void Dispose() => GC.SuppressFinalize(this);
    }
}
