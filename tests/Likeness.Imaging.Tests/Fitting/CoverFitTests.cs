using FsCheck;
using FsCheck.Fluent;
using Likeness.Imaging.Fitting;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Fitting;

public sealed class CoverFitTests
{
    private static readonly Gen<(int, int, int, int)> Sizes =
        from a in Gen.Choose(1, 70)
        from b in Gen.Choose(1, 70)
        from c in Gen.Choose(1, 40)
        from d in Gen.Choose(1, 40)
        select (a, b, c, d);

    private readonly CoverFit fit = new();

    [Fact]
    public void A_picture_of_one_colour_stays_so()
    {
        Prop.ForAll(Sizes.ToArbitrary(), s =>
        {
            var fitted = Fit(TestPictures.Solid(s.Item1, s.Item2, 255, 128, 1), s.Item3, s.Item4);
            return fitted.AsSpan().SequenceEqual(TestPictures.Solid(s.Item3, s.Item4, 255, 128, 1).Rgb);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Fact]
    public void Shrinking_by_a_whole_number_averages_blocks_exactly()
    {
        Gen<(int, int, int, int)> cases =
            from h in Gen.Choose(1, 12) from w in Gen.Choose(1, 12) from k in Gen.Choose(2, 9) from seed in Gen.Choose(0, 999) select (h, w, k, seed);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            (var height, var width, var k, var seed) = c;
            var source = TestPictures.Noise(height * k, width * k, seed);
            var fitted = Fit(source, height, width);
            for (var i = 0; i < fitted.Length; i++)
            {
                (var y, var x, var channel) = (i / 3 / width, i / 3 % width, i % 3);
                double sum = 0;
                for (var j = 0; j < k * k; j++)
                    sum += source.Rgb[((((y * k) + (j / k)) * source.Width) + (x * k) + (j % k)) * 3 + channel];
                if (Math.Abs(fitted[i] - (sum / (k * k))) > 0.501)
                    return false;
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    [Fact]
    public void Any_size_agrees_with_the_definition()
    {
        Prop.ForAll(Sizes.ToArbitrary(), s =>
        {
            var source = TestPictures.Noise(s.Item1, s.Item2, s.Item1 + (100 * s.Item4));
            var fitted = Fit(source, s.Item3, s.Item4);
            var defined = Define(source, s.Item3, s.Item4);
            for (var i = 0; i < fitted.Length; i++)
            {
                if (Math.Abs(fitted[i] - defined[i]) > 1)
                    return false;
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void The_crop_is_centred_and_covers()
    {
        // Left quarter red, the middle half green, right quarter blue: a square from the middle of a 2:1 picture is all green.
        var source = Stripes(30, 60, 15);
        Assert.Equal(TestPictures.Solid(10, 10, 0, 255, 0).Rgb, Fit(source, 10, 10));
    }

    [Theory]
    [InlineData(30, 90)]
    [InlineData(30, 300)]
    [InlineData(1, 10000)]
    [InlineData(1, 60000)]
    public void From_three_to_one_on_the_whole_length_is_seen(int height, int width)
    {
        // A third of each colour: a third of the target each, lying or standing.
        var fitted = Fit(Stripes(height, width, width / 3), 12, 12);
        Assert.Equal([255, 0, 0], fitted[..3]);
        Assert.Equal([0, 255, 0], fitted[(5 * 3)..(6 * 3)]);
        Assert.Equal([0, 0, 255], fitted[(11 * 3)..(12 * 3)]);
        var standing = Fit(Turned(Stripes(height, width, width / 3)), 12, 12);
        for (var i = 0; i < 12 * 12; i++)
            Assert.Equal(fitted[(i * 3)..((i * 3) + 3)], standing[(((i % 12 * 12) + (i / 12)) * 3)..(((i % 12 * 12) + (i / 12)) * 3 + 3)]);
    }

    [Fact]
    public void Panoramas_that_differ_only_outside_their_middle_are_different()
    {
        Pixels one = TestPictures.Solid(40, 100, 90, 90, 90), other = TestPictures.Solid(40, 100, 90, 90, 90);
        for (var y = 0; y < 40; y++)
            other.Row(y)[..(25 * 3)].Fill(250);
        Assert.InRange(TestPictures.MeanDifference(Fit(one, 16, 16), Fit(other, 16, 16)), 10, 60);
    }

    [Fact]
    public void What_is_seen_grows_without_a_step_from_two_to_three()
    {
        Assert.Equal(1, CoverFit.VisibleLengths(1));
        Assert.Equal(1, CoverFit.VisibleLengths(2));
        Assert.Equal(2, CoverFit.VisibleLengths(2.5));
        Assert.Equal(3, CoverFit.VisibleLengths(3));
        Assert.Equal(1000, CoverFit.VisibleLengths(1000));
        for (var aspect = 1.0; aspect < 4; aspect += 0.01)
            Assert.InRange(CoverFit.VisibleLengths(aspect + 0.01) - CoverFit.VisibleLengths(aspect), 0, 0.0201);
        // The same in pixels: a column more changes little, where the rules meet as elsewhere.
        foreach (var width in (int[])[200, 250, 299, 300])
        {
            byte[] narrow = Fit(TestPictures.Gradient(100, width), 20, 20), wide = Fit(TestPictures.Gradient(100, width + 1), 20, 20);
            Assert.InRange(TestPictures.MeanDifference(narrow, wide), 0, 1);
        }
    }

    [Fact]
    public void A_mirrored_picture_fits_to_the_mirror_image()
    {
        Pixels source = TestPictures.Noise(33, 47, 8), mirrored = TestPictures.Noise(33, 47, 8);
        Likeness.Imaging.Batches.Mirroring.Horizontally(mirrored.Rgb, 47, grey: false);
        byte[] a = Fit(source, 16, 16), b = Fit(mirrored, 16, 16);
        Likeness.Imaging.Batches.Mirroring.Horizontally(b, 16, grey: false);
        for (var i = 0; i < a.Length; i++)
            Assert.InRange(a[i] - b[i], -1, 1);
    }

    [Fact]
    public void The_same_size_is_a_copy()
    {
        var source = TestPictures.Noise(9, 14, 1);
        Assert.Equal(source.Rgb, Fit(source, 9, 14));
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Assert.Throws<WrongSettingsException>(() => fit.Fit(new byte[11], 2, 2, new byte[3], 1, 1));
        Assert.Throws<WrongSettingsException>(() => fit.Fit(new byte[12], 2, 2, new byte[2], 1, 1));
        Assert.Throws<WrongSettingsException>(() => fit.Fit(new byte[12], 2, 2, new byte[3], 0, 1));
    }

    private byte[] Fit(Pixels source, int height, int width)
    {
        var fitted = new byte[height * width * 3];
        fit.Fit(source.Rgb, source.Height, source.Width, fitted, height, width);
        return fitted;
    }

    /// <summary>Red, green and blue from left to right; the outer ones of a width.</summary>
    private static Pixels Stripes(int height, int width, int outer)
    {
        var source = new Pixels(height, width);
        for (var i = 0; i < height * width; i++)
            source.Rgb[(3 * i) + (i % width < outer ? 0 : i % width < width - outer ? 1 : 2)] = 255;
        return source;
    }

    private static Pixels Turned(Pixels source)
    {
        var turned = new Pixels(source.Width, source.Height);
        for (var i = 0; i < source.Height * source.Width; i++)
            source.Rgb.AsSpan(3 * i, 3).CopyTo(turned.Rgb.AsSpan(3 * ((i % source.Width * source.Height) + (i / source.Width))));
        return turned;
    }

    /// <summary>Written anew from the definition, in float64 and two dimensions at once.</summary>
    private static byte[] Define(Pixels source, int height, int width)
    {
        var scale = Math.Max((double)height / source.Height, (double)width / source.Width);
        (var rows, var columns) = (height / scale, width / scale);
        var aspect = Math.Max(source.Height / rows, source.Width / columns);
        var seen = aspect <= 2 ? 1 : Math.Min(aspect, 1 + (2 * (aspect - 2)));
        (rows, columns) = source.Height / rows > source.Width / columns ? (rows * seen, columns) : (rows, columns * seen);
        (var down, var across) = (height / rows, width / columns);
        (var top, var left) = ((source.Height - rows) / 2, (source.Width - columns) / 2);
        var fitted = new byte[height * width * 3];
        for (var i = 0; i < fitted.Length; i++)
        {
            (var y, var x, var channel) = (i / 3 / width, i / 3 % width, i % 3);
            double sum = 0, area = 0;
            for (var sy = 0; sy < source.Height; sy++)
            {
                var share = Share(sy, top, y, down, source.Height);
                for (var sx = 0; share > 0 && sx < source.Width; sx++)
                {
                    var weight = share * Share(sx, left, x, across, source.Width);
                    sum += weight * source.Rgb[(((sy * source.Width) + sx) * 3) + channel];
                    area += weight;
                }
            }
            fitted[i] = (byte)Math.Round(sum / area, MidpointRounding.AwayFromZero);
        }
        return fitted;
    }

    private static double Share(int source, double offset, int target, double scale, int length)
    {
        if (scale < 1)
            return Math.Max(0, Math.Min(source + 1, offset + ((target + 1) / scale)) - Math.Max(source, offset + (target / scale)));
        var centre = Math.Clamp(offset + ((target + 0.5) / scale) - 0.5, 0, length - 1);
        return Math.Max(0, 1 - Math.Abs(centre - source));
    }
}
