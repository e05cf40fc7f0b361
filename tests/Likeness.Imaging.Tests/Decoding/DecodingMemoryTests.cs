using Likeness.Imaging.Decoding;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Decoding;

public sealed class DecodingMemoryTests
{
    private const long Mega = 1L << 20;

    [Fact]
    public async Task Large_pictures_wait_for_each_other_and_small_ones_do_not()
    {
        var memory = new DecodingMemory(100 * Mega);
        var first = memory.Take(80 * Mega);
        var second = Task.Run(() => memory.Take(60 * Mega));
        Until(() => memory.Waiting == 1);
        Assert.False(second.IsCompleted);
        memory.Take(DecodingMemory.Small).Dispose(); // at once
        Assert.Equal(1, memory.Waiting);
        first.Dispose();
        (await second).Dispose();
        Assert.Equal(0, memory.Waiting);
    }

    [Fact]
    public async Task They_are_served_in_the_order_in_which_they_came()
    {
        var memory = new DecodingMemory(100 * Mega);
        var first = memory.Take(40 * Mega);
        var huge = Task.Run(() => memory.Take(90 * Mega));
        Until(() => memory.Waiting == 1);
        var later = Task.Run(() => memory.Take(40 * Mega)); // would fit beside the first, but must not overtake
        Until(() => memory.Waiting == 2);
        Assert.False(later.IsCompleted);
        first.Dispose();
        var share = await huge;
        Assert.False(later.IsCompleted);
        share.Dispose();
        (await later).Dispose();
    }

    [Fact]
    public void One_that_takes_more_than_there_is_comes_alone()
    {
        var memory = new DecodingMemory(10 * Mega);
        memory.Take(5000 * Mega).Dispose();
        Assert.Equal(0, memory.Waiting);
    }

    [Fact]
    public void A_progressive_jpegs_coefficients_are_counted()
    {
        var picture = TestPictures.Gradient(80, 160);
        Assert.Equal(0, JpegHeader.Read(TestJpegs.Make("4:4:4", picture)).CoefficientBytes);
        Assert.Equal(80 * 160 * 3 * 2, JpegHeader.Read(TestJpegs.Make("progressive", picture)).CoefficientBytes);
        Assert.Equal(80 * 160 * 3, JpegHeader.Read(TestJpegs.Make("progressive 4:2:0", picture)).CoefficientBytes);
    }

    [Fact]
    public void Pictures_beyond_the_small_size_are_decoded_all_the_same()
    {
        // 3000 × 4000 × 3 channels: more than what is small, by either decoder and by libvips for what it alone reads.
        var picture = TestPictures.Gradient(3000, 4000);
        foreach (var turbo in TestJpegs.Decoders)
        {
            using var reader = new PictureReader(null, turbo);
            byte[] fitted = new byte[30 * 30 * 3], whole = new byte[fitted.Length];
            new Likeness.Imaging.Fitting.CoverFit().Fit(picture.Rgb, 3000, 4000, whole, 30, 30);
            foreach (var file in (byte[][])[TestJpegs.Make("progressive", picture), Likeness.Imaging.Drawing.PictureWriter.Encode(picture, "pngsave_buffer", ("compression", 1))])
            {
                reader.Decode(file, 30, 30, fitted);
                Assert.InRange(TestPictures.MeanDifference(whole, fitted), 0, 2);
            }
        }
        Assert.Equal(0, DecodingMemory.Shared.Waiting);
    }

    private static void Until(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, TimeSpan.FromMinutes(1)));
}
