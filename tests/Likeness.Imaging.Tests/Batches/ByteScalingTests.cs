using Likeness.Imaging.Batches;

namespace Likeness.Imaging.Tests.Batches;

public sealed class ByteScalingTests
{
    [Fact]
    public void Vectors_give_bit_for_bit_what_the_definition_gives_at_every_length()
    {
        byte[] all = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];
        for (var length = 0; length <= all.Length; length++)
        {
            float[] expected = new float[length], actual = new float[length];
            ByteScaling.Scalar(all.AsSpan(0, length), expected);
            ByteScaling.ToUnitInterval(all.AsSpan(0, length), actual);
            Assert.Equal(expected, actual);
        }
        var numbers = new float[256];
        ByteScaling.ToUnitInterval(all.AsSpan(0, 256), numbers);
        Assert.Equal((0f, 1f, 51f / 255f), (numbers[0], numbers[255], numbers[51]));
    }

    [Fact]
    public void Too_little_room_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ByteScaling.ToUnitInterval(new byte[4], new float[3]));
}
