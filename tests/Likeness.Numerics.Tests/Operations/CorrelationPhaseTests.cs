using FsCheck;
using FsCheck.Fluent;
using Likeness.Numerics.Operations;

namespace Likeness.Numerics.Tests.Operations;

public sealed class CorrelationPhaseTests
{
    private static readonly Gen<ConvolutionShape> Shapes =
        from height in Gen.Choose(1, 14)
        from width in Gen.Choose(1, 14)
        from kernelHeight in Gen.Choose(1, 6)
        from kernelWidth in Gen.Choose(1, 6)
        from stride in Gen.Choose(1, 4)
        select ConvolutionShape.Same(height, width, 1, 1, kernelHeight, kernelWidth, stride);

    [Fact]
    public void Every_output_pixel_is_written_exactly_once() => ForAll(s =>
    {
        foreach (var (phases, height, width) in new[]
        {
            (CorrelationPhase.OfConvolution(s), s.OutputHeight, s.OutputWidth),
            (CorrelationPhase.OfTransposed(s), s.InputHeight, s.InputWidth),
        })
        {
            var written = new int[height, width];
            foreach (var phase in phases)
            {
                foreach (var row in Positions(phase.Rows))
                foreach (var column in Positions(phase.Columns))
                    written[row, column]++;
            }

            Assert.All(written.Cast<int>(), times => Assert.Equal(1, times));
        }
    });

    [Fact]
    public void The_phases_use_the_products_of_the_definition() => ForAll(s =>
    {
        var forward = new SortedSet<(int Source, int Kernel, int Output)>();
        for (var output = 0; output < s.OutputWidth; output++)
        {
            for (var k = 0; k < s.KernelWidth; k++)
            {
                var input = output * s.Stride + k - s.PadLeft;
                if (input >= 0 && input < s.InputWidth) forward.Add((input, k, output));
            }
        }

        Assert.Equal(forward, Products([CorrelationPhase.OfConvolution(s)[0].Columns], s.InputWidth));
        var transposed = CorrelationPhase.OfTransposed(s).Select(p => p.Columns).Distinct();
        Assert.Equal(forward, new SortedSet<(int, int, int)>(Products(transposed, s.OutputWidth).Select(p => (p.Output, p.Kernel, p.Source))));
    });

    [Fact]
    public void Inside_are_exactly_the_positions_whose_taps_all_lie_in_the_source() => ForAll(s =>
    {
        foreach (var (axes, size) in new[]
        {
            (CorrelationPhase.OfConvolution(s).Select(p => p.Columns), s.InputWidth),
            (CorrelationPhase.OfTransposed(s).Select(p => p.Columns), s.OutputWidth),
        })
        {
            foreach (var axis in axes.Where(a => a.Taps > 0))
            {
                var (start, end) = axis.Inside(size);
                for (var i = 0; i < axis.Count; i++)
                {
                    var first = axis.SourceOrigin + i * axis.SourceStride;
                    Assert.Equal(first >= 0 && first + axis.Taps <= size, i >= start && i < end);
                }
            }
        }
    });

    private static void ForAll(Action<ConvolutionShape> holds) =>
        Prop.ForAll(Shapes.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(4711, 13));

    private static IEnumerable<int> Positions(CorrelationAxis axis) => Enumerable.Range(0, axis.Count).Select(i => axis.OutputOrigin + i * axis.OutputStride);

    private static SortedSet<(int Source, int Kernel, int Output)> Products(IEnumerable<CorrelationAxis> axes, int sourceSize)
    {
        var products = new SortedSet<(int, int, int)>();
        foreach (var axis in axes)
        {
            for (var i = 0; i < axis.Count; i++)
            {
                for (var tap = 0; tap < axis.Taps; tap++)
                {
                    var source = axis.SourceOrigin + i * axis.SourceStride + tap;
                    if (source < 0 || source >= sourceSize) continue;
                    Assert.True(products.Add((source, axis.FirstKernel + tap * axis.KernelStep, axis.OutputOrigin + i * axis.OutputStride)), "a product is used twice");
                }
            }
        }

        return products;
    }
}
