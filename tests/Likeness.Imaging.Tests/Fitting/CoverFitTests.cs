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
        // Left third red, middle green, right blue: a square from the middle of a 3:1 picture is all green.
        var source = new Pixels(30, 90);
        for (var i = 0; i < source.Rgb.Length; i += 3)
            source.Rgb[i + (i / 3 % 90 / 30)] = 255;
        Assert.Equal(TestPictures.Solid(10, 10, 0, 255, 0).Rgb, Fit(source, 10, 10));
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

    /// <summary>Written anew from the definition, in float64 and two dimensions at once.</summary>
    private static byte[] Define(Pixels source, int height, int width)
    {
        var scale = Math.Max((double)height / source.Height, (double)width / source.Width);
        (var top, var left) = ((source.Height - (height / scale)) / 2, (source.Width - (width / scale)) / 2);
        var fitted = new byte[height * width * 3];
        for (var i = 0; i < fitted.Length; i++)
        {
            (var y, var x, var channel) = (i / 3 / width, i / 3 % width, i % 3);
            double sum = 0, area = 0;
            for (var sy = 0; sy < source.Height; sy++)
            {
                var share = Share(sy, top, y, scale, source.Height);
                for (var sx = 0; share > 0 && sx < source.Width; sx++)
                {
                    var weight = share * Share(sx, left, x, scale, source.Width);
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
