using Likeness.Imaging.Batches;

namespace Likeness.Imaging.Tests.Batches;

public sealed class SplitMix64Tests
{
    [Fact]
    public void The_numbers_never_change()
    {
        var random = new SplitMix64(42, 3, 1);
        // Whoever changes the generator changes every training ever reproduced by its seed.
        Assert.Equal([0xF6E0EF7A776AB0D7UL, 0x944870D5987FF3CDUL, 0xA02DAE246B654C20UL], new[] { random.Next(), random.Next(), random.Next() });
    }

    [Fact]
    public void Below_a_limit_every_number_is_as_likely()
    {
        var random = new SplitMix64(1, 0, 0);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
            counts[random.NextBelow(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Seeds_epochs_and_streams_differ()
    {
        var first = new HashSet<ulong>();
        for (int seed = 0; seed < 10; seed++)
            for (int epoch = 0; epoch < 10; epoch++)
                for (int stream = 0; stream < 2; stream++)
                    first.Add(new SplitMix64(seed, epoch, stream).Next());
        Assert.Equal(200, first.Count);
    }
}
