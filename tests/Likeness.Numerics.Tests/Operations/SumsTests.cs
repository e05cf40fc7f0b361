using Likeness.Numerics.Operations;
using Likeness.Testing.Numbers;

namespace Likeness.Numerics.Tests.Operations;

public sealed class SumsTests
{
    [Fact]
    public void They_are_the_sums_of_the_plain_loops_at_every_length()
    {
        for (var length = 0; length < 300; length++)
        {
            var (x, y) = (RandomNumbers.Array(length, 1), RandomNumbers.Array(length, 2));
            Close.Check(x.Sum(v => (double)v * v), Sums.OfSquares(x));
            Close.Check(x.Sum(v => Math.Abs((double)v)), Sums.OfMagnitudes(x));
            Assert.Equal(x.Zip(y).Sum(p => (double)p.First * p.Second), Sums.OfProducts(x, y), 1e-4);
            Close.Check(x.Zip(y).Sum(p => Math.Pow((double)p.First - p.Second, 2)), Sums.OfSquaredDifferences(x, y));
        }
    }

    [Fact]
    public void They_do_not_depend_on_where_the_numbers_lie()
    {
        foreach (var length in (int[])[100, 1000, 4096, 5001])
        {
            var numbers = RandomNumbers.Array(length, 5);
            var room = new float[length + 16];
            for (var shift = 0; shift < 16; shift++)
            {
                numbers.CopyTo(room, shift);
                Assert.Equal(Sums.OfSquares(numbers), Sums.OfSquares(room.AsSpan(shift, length)));
                Assert.Equal(Sums.OfMagnitudes(numbers), Sums.OfMagnitudes(room.AsSpan(shift, length)));
            }
        }
    }

    [Fact]
    public void What_is_no_number_shows_in_the_sum()
    {
        for (var length = 1; length < 80; length++)
        {
            var x = new float[length];
            x[length / 2] = float.NaN;
            Assert.True(float.IsNaN(Sums.OfMagnitudes(x)) && float.IsNaN(Sums.OfSquares(x)));
        }
    }

    [Fact]
    public void Lengths_that_differ_are_refused() => Assert.Throws<ArgumentException>(() => Sums.OfProducts([1, 2], [1]));
}
