using Likeness.Imaging.Decoding;
using Likeness.Imaging.Fitting;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Fitting;

/// <summary>Vector against scalar, at every length around the vectors' own.</summary>
public sealed class KernelTests
{
    [Fact]
    public void Nothing_outside_a_picture_is_read_or_written()
    {
        using GuardedBytes source = new(60 * 60 * 3), target = new(20 * 20 * 3), turned = new(20 * 20 * 3);
        var fit = new CoverFit();
        var random = new Random(9);
        for (var i = 0; i < 3000; i++)
        {
            // Every other one long and thin, of which more than the middle is used.
            int sourceHeight = random.Next(1, i % 2 == 0 ? 60 : 4), sourceWidth = random.Next(1, 60), height = random.Next(1, 20), width = random.Next(1, 20);
            var from = source.Take(Pixels.ByteCount(sourceHeight, sourceWidth));
            var to = target.Take(Pixels.ByteCount(height, width));
            random.NextBytes(from);
            fit.Fit(from, sourceHeight, sourceWidth, to, height, width);
            Orienting.Apply((Orientation)random.Next(1, 9), to, height, width, turned.Take(to.Length));
            Likeness.Imaging.Grey.Luma.Of(to, turned.Take(to.Length / 3));
        }
    }

    [Fact]
    public void Column_sums_agree_at_every_length()
    {
        var random = new Random(1);
        for (var length = 0; length <= 70; length++)
        {
            int count = random.Next(1, 6), rowBytes = length + random.Next(10);
            var rows = new byte[(count - 1) * rowBytes + length];
            random.NextBytes(rows);
            float[] weights = [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
            float[] expected = new float[length], actual = new float[length];
            ColumnSums.Scalar(rows, rowBytes, weights, expected);
            ColumnSums.Vector(rows, rowBytes, weights, actual);
            for (var i = 0; i < length; i++) Assert.Equal(expected[i], actual[i], 1e-3f);
        }
    }

    [Fact]
    public void Row_sums_agree_at_every_length()
    {
        var random = new Random(1);
        for (var source = 1; source <= 40; source++)
        {
            for (var target = 1; target <= 40; target += 3)
            {
                var axis = new AxisWeights();
                axis.Prepare(source, target, source);
                float[] row = [.. Enumerable.Range(0, (source * 3) + RowSums.Padding).Select(_ => random.NextSingle() * 255)];
                byte[] expected = new byte[target * 3], actual = new byte[(target * 3) + RowSums.Padding];
                RowSums.Scalar(row, axis, expected);
                RowSums.Vector(row, axis, actual);
                for (var i = 0; i < expected.Length; i++)
                    Assert.InRange(actual[i] - expected[i], -1, 1);
            }
        }
    }

    [Fact]
    public void Weights_sum_to_one_and_stay_inside()
    {
        for (var source = 1; source <= 50; source++)
        {
            for (var target = 1; target <= 50; target++)
            {
                var axis = new AxisWeights();
                axis.Prepare(source, target, source * 0.7);
                for (var i = 0; i < target; i++)
                {
                    float sum = 0;
                    foreach (var weight in axis.Of(i))
                        sum += weight;
                    Assert.Equal(1, sum, 1e-5f);
                    Assert.InRange(axis.Starts[i], 0, source - 1);
                    Assert.InRange(axis.Starts[i] + axis.Counts[i], 1, source);
                }
            }
        }
    }

    [Fact]
    public void Kernels_refuse_memory_that_is_too_short()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ColumnSums.Vector(new byte[10], 6, [1, 1], new float[5]));
        var axis = new AxisWeights();
        axis.Prepare(4, 2, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSums.Vector(new float[12], axis, new byte[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSums.Vector(new float[16], axis, new byte[6]));
    }
}
