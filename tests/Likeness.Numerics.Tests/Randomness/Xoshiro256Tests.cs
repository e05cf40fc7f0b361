using Likeness.Numerics.Randomness;

namespace Likeness.Numerics.Tests.Randomness;

public sealed class Xoshiro256Tests
{
    [Fact]
    public void The_numbers_never_change()
    {
        // As another implementation of the published algorithm gives them. Whoever changes them changes every training ever reproduced by its seed.
        Assert.Equal([0x30A3A1C363600467, 0x19405F0F579929CA, 0x115BEAAC046DDBD9], First(new Xoshiro256(1234567)));
        Assert.Equal([0x1A8E24EF918C410, 0x6AA6D005E75603A9, 0x49310B092921D1BF], First(new Xoshiro256(42, 3, 1)));
    }

    [Fact]
    public void Seeds_and_streams_differ()
    {
        var first = new HashSet<ulong>();
        for (ulong seed = 0; seed < 10; seed++)
        for (ulong epoch = 0; epoch < 10; epoch++)
        for (ulong stream = 0; stream < 2; stream++)
            first.Add(First(new Xoshiro256(seed, epoch, stream))[0]);
        Assert.Equal(200, first.Count);
    }

    [Fact]
    public void Below_a_limit_every_number_is_as_likely()
    {
        var random = new Xoshiro256(1);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[random.NextInt32(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Xoshiro256(1).NextInt32(0));
    }

    [Fact]
    public void Single_numbers_fill_the_unit_interval_evenly()
    {
        var random = new Xoshiro256(3);
        var tenths = new int[10];
        for (var i = 0; i < 100_000; i++) tenths[(int)(random.NextSingle() * 10)]++;
        Assert.All(tenths, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void A_shuffle_keeps_every_item_and_favours_no_order()
    {
        var random = new Xoshiro256(5);
        var orders = new Dictionary<string, int>();
        for (var i = 0; i < 6_000; i++)
        {
            var items = "abc".ToCharArray();
            random.Shuffle<char>(items);
            orders[new string(items)] = orders.GetValueOrDefault(new string(items)) + 1;
        }

        Assert.Equal(["abc", "acb", "bac", "bca", "cab", "cba"], orders.Keys.Order(StringComparer.Ordinal));
        Assert.All(orders.Values, count => Assert.InRange(count, 850, 1_150));
    }

    private static ulong[] First(Xoshiro256 random) => [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];
}
