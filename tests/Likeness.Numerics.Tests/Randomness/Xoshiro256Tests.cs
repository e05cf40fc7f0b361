using Likeness.Numerics.Randomness;

namespace Likeness.Numerics.Tests.Randomness;

public sealed class Xoshiro256Tests
{
    /// <summary>Computed from the published algorithms, xoshiro256** seeded by SplitMix64, with Python's whole numbers.</summary>
    [Fact]
    public void The_sequence_is_the_published_one()
    {
        var zero = new Xoshiro256(0);
        Assert.Equal([0x99EC5F36CB75F2B4, 0xBF6E1F784956452A, 0x1A5F849D4933E6E0, 0x6AA594F1262D2D2C], Next(ref zero, 4));
        var answer = new Xoshiro256(42);
        Assert.Equal([0x15780B2E0C2EC716, 0x6104D9866D113A7E, 0xAE17533239E499A1, 0xECB8AD4703B360A1], Next(ref answer, 4));
        Assert.Equal(0x8DE5848C61AB8968, Next(ref answer, 996)[^1]);
    }

    [Fact]
    public void Streams_give_other_sequences_that_stay_the_same()
    {
        var stream = new Xoshiro256(42, 7);
        Assert.Equal([0x4150452AB869A892, 0x63980FC0383CE41B], Next(ref stream, 2));
        var firsts = new HashSet<ulong>();
        for (var a = 0UL; a < 20; a++)
        {
            for (var b = 0UL; b < 20; b++) Assert.True(firsts.Add(new Xoshiro256(42, a, b).NextUInt64()));
        }
    }

    [Fact]
    public void Singles_are_uniform_in_zero_to_one()
    {
        var random = new Xoshiro256(1);
        var bins = new int[16];
        double sum = 0;
        for (var i = 0; i < 160_000; i++)
        {
            var v = random.NextSingle();
            Assert.InRange(v, 0f, 0.99999994f);
            bins[(int)(v * 16)]++;
            sum += v;
        }

        // Five standard deviations of a bin are 484, of the mean 0.0036.
        Assert.All(bins, b => Assert.InRange(b, 9516, 10484));
        Assert.InRange(sum / 160_000, 0.4964, 0.5036);
    }

    [Fact]
    public void Whole_numbers_are_uniform_below_their_bound()
    {
        var random = new Xoshiro256(2);
        var bins = new int[7];
        for (var i = 0; i < 70_000; i++) bins[random.NextInt32(7)]++;
        Assert.All(bins, b => Assert.InRange(b, 9537, 10463));
        Assert.Equal(0, random.NextInt32(1));
        Assert.InRange(random.NextInt32(int.MaxValue), 0, int.MaxValue - 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Xoshiro256(1).NextInt32(0));
    }

    [Fact]
    public void A_shuffle_is_a_permutation_and_every_place_is_as_likely()
    {
        var random = new Xoshiro256(3);
        var places = new int[5, 5];
        for (var i = 0; i < 20_000; i++)
        {
            int[] items = [0, 1, 2, 3, 4];
            random.Shuffle(items.AsSpan());
            Assert.Equal([0, 1, 2, 3, 4], items.Order());
            for (var place = 0; place < 5; place++) places[items[place], place]++;
        }

        // Five standard deviations are 283.
        Assert.All(places.Cast<int>(), p => Assert.InRange(p, 3717, 4283));
        random.Shuffle(Span<int>.Empty);
    }

    private static ulong[] Next(ref Xoshiro256 random, int count)
    {
        var values = new ulong[count];
        for (var i = 0; i < count; i++) values[i] = random.NextUInt64();
        return values;
    }
}
