using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Numbers;

namespace Likeness.Numerics.Tests.Operations;

public sealed unsafe class DenseTests : IDisposable
{
    private readonly WorkerTeam team = new(2);

    /// <summary>Batch, inputs, outputs: the longer side on either side, blocks that do not divide, rows that are copied and rows that are not, one item whose sums stay in registers, more blocks than parts and than a copy of the inputs holds.</summary>
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 5, 3 }, { 3, 192, 5 }, { 32, 1000, 192 }, { 7, 700, 6 }, { 5, 6, 700 }, { 33, 40, 1500 }, { 32, 192, 2048 }, { 4, 1500, 1300 }, { 3, 1300, 1500 }, { 1, 1, 1 }, { 1, 700, 192 }, { 1, 501, 384 }, { 9, 24_000, 192 }, { 1, 6001, 192 }, { 4, 6001, 40 },
    };

    public void Dispose() => team.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_equals_the_plain_loops(int batch, int inputs, int outputs)
    {
        var (x, w, bias) = (RandomNumbers.Tensor(new Shape(batch, inputs), 1), RandomNumbers.Tensor(new Shape(inputs, outputs), 2), RandomNumbers.Tensor(new Shape(outputs), 3));
        using var y = GuardedTensor.ForOutput(new Shape(batch, outputs));
        using var product = new DenseProduct(new DenseShape(inputs, outputs));

        product.Forward(team, x, w, bias, y.Tensor);

        Close.Check(DenseReference.Forward(batch, inputs, outputs, x.Span, w.Span, bias.Span), y.Span);
        y.CheckGuard();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_is_the_same_to_the_bit_for_any_number_of_threads(int batch, int inputs, int outputs)
    {
        var (x, w, bias) = (RandomNumbers.Tensor(new Shape(batch, inputs), 1), RandomNumbers.Tensor(new Shape(inputs, outputs), 2), RandomNumbers.Tensor(new Shape(outputs), 3));
        using var first = new Tensor(new Shape(batch, outputs));
        using var second = new Tensor(new Shape(batch, outputs));
        using var product = new DenseProduct(new DenseShape(inputs, outputs));
        product.Forward(team, x, w, bias, first);
        foreach (var threads in (int[])[1, 3])
        {
            using var other = new WorkerTeam(threads);
            product.Forward(other, x, w, bias, second);
            Close.SameBits(first.Span, second.Span, $"{threads} threads");
        }
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(700, 6)]
    [InlineData(501, 384)]
    [InlineData(6001, 192)]
    [InlineData(6001, 40)]
    [InlineData(2000, 250)]
    [InlineData(1500, 1300)]
    [InlineData(40, 1500)]
    public void An_item_has_the_same_bits_in_a_batch_of_any_size(int inputs, int outputs)
    {
        const int most = 33;
        var (x, w, bias) = (RandomNumbers.Tensor(new Shape(most, inputs), 1), RandomNumbers.Tensor(new Shape(inputs, outputs), 2), RandomNumbers.Tensor(new Shape(outputs), 3));
        using var whole = new Tensor(new Shape(most, outputs));
        using var product = new DenseProduct(new DenseShape(inputs, outputs));
        product.Forward(team, x, w, bias, whole);
        foreach (var batch in (int[])[1, 2, 3, 4, 5, 8, 13, 32])
        {
            using var part = new Tensor(new Shape(batch, outputs));
            product.Forward(team, x.View(new Shape(batch, inputs)), w, bias, part);
            Close.SameBits(whole.Span[..(batch * outputs)], part.Span, $"a batch of {batch}");
            product.Forward(team, x.View(new Shape(batch, inputs)), w, bias, part, sumSquares: true);
            Close.SameBits(whole.Span[..(batch * outputs)], part.Span, $"a batch of {batch}, with the squares of the kernel");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Backward_equals_the_plain_loops(int batch, int inputs, int outputs)
    {
        var (x, w, dy) = (RandomNumbers.Tensor(new Shape(batch, inputs), 1), RandomNumbers.Tensor(new Shape(inputs, outputs), 2), RandomNumbers.Tensor(new Shape(batch, outputs), 3));
        using var dx = GuardedTensor.ForOutput(new Shape(batch, inputs));
        using var dw = GuardedTensor.ForOutput(new Shape(inputs, outputs));
        using var product = new DenseProduct(new DenseShape(inputs, outputs));

        product.Backward(team, x, w, dy, dx.Tensor, new Store(dw.Tensor), gateSlope: 0.3f);

        var expected = DenseReference.InputGradient(batch, inputs, outputs, dy.Span, w.Span);
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(x.Span[i] > 0)) expected[i] *= 0.3f;
        }

        Close.Check(expected, dx.Span);
        Close.Check(DenseReference.KernelGradient(batch, inputs, outputs, x.Span, dy.Span), dw.Span);
        dx.CheckGuard();
        dw.CheckGuard();
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_sum_of_squares_is_that_of_the_kernel_for_any_number_of_threads(int batch, int inputs, int outputs)
    {
        var (x, w, bias) = (RandomNumbers.Tensor(new Shape(batch, inputs), 1), RandomNumbers.Tensor(new Shape(inputs, outputs), 2), RandomNumbers.Tensor(new Shape(outputs), 3));
        using var y = new Tensor(new Shape(batch, outputs));
        using var three = new WorkerTeam(3);
        using var product = new DenseProduct(new DenseShape(inputs, outputs));

        var sum = product.Forward(team, x, w, bias, y, sumSquares: true);

        Close.Check(Close.ToDouble(w.Span).Sum(v => v * v), sum);
        Assert.Equal(sum, product.Forward(three, x, w, bias, y, sumSquares: true));
        Assert.Equal(0, product.Forward(team, x, w, bias, y));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Without_an_input_gradient_the_kernel_gradient_is_the_same(int batch, int inputs, int outputs)
    {
        var (x, w, dy) = (RandomNumbers.Tensor(new Shape(batch, inputs), 1), RandomNumbers.Tensor(new Shape(inputs, outputs), 2), RandomNumbers.Tensor(new Shape(batch, outputs), 3));
        using var dw = GuardedTensor.ForOutput(new Shape(inputs, outputs));
        using var product = new DenseProduct(new DenseShape(inputs, outputs));

        product.Backward(team, x, w, dy, inputGradient: null, new Store(dw.Tensor));

        Close.Check(DenseReference.KernelGradient(batch, inputs, outputs, x.Span, dy.Span), dw.Span);
    }

    private sealed class Store(Tensor gradient) : IGradientConsumer
    {
        public void Consume(long offset, int rows, int columns, nint parameterStride, float* from, nint gradientStride)
        {
            for (var row = 0; row < rows; row++)
                new ReadOnlySpan<float>(from + row * gradientStride, columns).CopyTo(new Span<float>(gradient.Pointer + offset + row * parameterStride, columns));
        }
    }
}
