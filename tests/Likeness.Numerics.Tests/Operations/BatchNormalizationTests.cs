using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Layers;
using Likeness.Testing.Numbers;
using Operation = Likeness.Numerics.Operations.BatchNormalization;

namespace Likeness.Numerics.Tests.Operations;

public sealed class BatchNormalizationTests : IDisposable
{
    private const float Epsilon = 1e-3f;
    private readonly WorkerTeam team = new(2);

    /// <summary>Pixels and channels: few and many groups, whole and broken, widths that vectors do not divide.</summary>
    public static TheoryData<int, int> Shapes => new()
    {
        { 1, 1 }, { 5, 3 }, { 16384, 1 }, { 16385, 1 }, { 4000, 5 }, { 4096, 4 }, { 1025, 16 }, { 1500, 33 }, { 700, 64 }, { 300, 100 }, { 3, 20_000 },
        { 70_000, 64 }, // larger than the caches: written past them
    };

    public void Dispose() => team.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_in_training(int pixels, int channels)
    {
        using var run = new Run(team, pixels, channels, offset: 0.5f);
        var (mean, variance) = PlainLayers.Moments(run.X, channels);
        Close.Check(PlainLayers.Normalise(run.X, mean, variance, run.Gamma, run.Beta, Epsilon), run.Y.Span);
        run.Y.CheckGuard();
        for (var c = 0; c < channels; c++)
        {
            Assert.Equal(mean[c], run.Operation.Mean[c], 1e-6);
            Assert.Equal(variance[c], run.Operation.Variance[c], 1e-6);
        }
    }

    /// <summary>dx = γ/√(v+ε) · (dy − mean(dy) − x̂ · mean(dy · x̂)), times the derivative of the rectifier that made x.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Backward(int pixels, int channels)
    {
        using var run = new Run(team, pixels, channels, offset: 0.1f);
        var (mean, variance) = PlainLayers.Moments(run.X, channels);
        var (sum, product) = (new double[channels], new double[channels]);
        for (var i = 0; i < run.X.Length; i++)
        {
            var c = i % channels;
            sum[c] += run.OutputGradient[i];
            product[c] += run.OutputGradient[i] * (run.X[i] - mean[c]) / Math.Sqrt(variance[c] + Epsilon);
        }

        foreach (var slope in new[] { 1f, 0.3f, 0f })
        {
            var expected = new double[run.X.Length];
            for (var i = 0; i < expected.Length; i++)
            {
                var c = i % channels;
                var inverse = 1 / Math.Sqrt(variance[c] + Epsilon);
                expected[i] = run.Gamma[c] * inverse * (run.OutputGradient[i] - sum[c] / pixels - (run.X[i] - mean[c]) * inverse * product[c] / pixels);
                if (!(run.X[i] > 0)) expected[i] *= slope;
            }

            run.Backward(slope);

            // With one pixel every gradient is zero; float32 leaves the rounding of the terms that cancel.
            if (pixels > 1) Close.Check(expected, run.InputGradient.Span);
            else Assert.All(run.InputGradient.Span.ToArray(), g => Assert.InRange(g, -1e-4f, 1e-4f));
            Close.Check(sum, run.BetaGradient.Span);
            if (pixels > 1) Close.Check(product, run.GammaGradient.Span);
            foreach (var guarded in new[] { run.InputGradient, run.BetaGradient, run.GammaGradient }) guarded.CheckGuard();
        }
    }

    [Fact]
    public void A_large_mean_costs_the_variance_no_digits()
    {
        using var run = new Run(team, 5000, 3, offset: 1000);
        var (mean, variance) = PlainLayers.Moments(run.X, 3);
        for (var c = 0; c < 3; c++)
        {
            Close.Check(mean[c], run.Operation.Mean[c], 1e-6);
            Close.Check(variance[c], run.Operation.Variance[c], 1e-4);
        }
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        using var one = new WorkerTeam(1);
        using var three = new WorkerTeam(3);
        using var a = new Run(one, 9000, 7, 0.5f);
        using var b = new Run(three, 9000, 7, 0.5f);
        a.Backward(0.3f);
        b.Backward(0.3f);
        Close.SameBits(a.Y.Span, b.Y.Span);
        Close.SameBits(a.InputGradient.Span, b.InputGradient.Span);
        Close.SameBits(a.GammaGradient.Span, b.GammaGradient.Span);
    }

    private sealed class Run : IDisposable
    {
        private readonly WorkerTeam team;
        private readonly Tensor x;
        private readonly Tensor dy;
        private readonly Tensor gamma;

        public Run(WorkerTeam team, int pixels, int channels, float offset)
        {
            this.team = team;
            Operation = new Operation(channels);
            x = RandomNumbers.Tensor(new Shape(pixels, channels), 1, offset - 1, offset + 1);
            dy = RandomNumbers.Tensor(new Shape(pixels, channels), 2);
            gamma = RandomNumbers.Tensor(new Shape(channels), 3, 0.5f, 1.5f);
            using var beta = RandomNumbers.Tensor(new Shape(channels), 4);
            (X, OutputGradient, Gamma, Beta) = (Close.ToDouble(x.Span), Close.ToDouble(dy.Span), Close.ToDouble(gamma.Span), Close.ToDouble(beta.Span));
            (Y, InputGradient) = (GuardedTensor.ForOutput(x.Shape), GuardedTensor.ForOutput(x.Shape));
            (GammaGradient, BetaGradient) = (GuardedTensor.ForOutput(gamma.Shape), GuardedTensor.ForOutput(gamma.Shape));
            Operation.ForwardTraining(team, x, gamma, beta, Epsilon, Y.Tensor);
        }

        public Operation Operation { get; }

        public double[] X { get; }

        public double[] OutputGradient { get; }

        public double[] Gamma { get; }

        public double[] Beta { get; }

        public GuardedTensor Y { get; }

        public GuardedTensor InputGradient { get; }

        public GuardedTensor GammaGradient { get; }

        public GuardedTensor BetaGradient { get; }

        public void Backward(float slope) =>
            Operation.Backward(team, x, gamma, dy, InputGradient.Tensor, GammaGradient.Tensor, BetaGradient.Tensor, slope);

        public void Dispose()
        {
            Operation.Dispose();
            foreach (var tensor in new[] { Y, InputGradient, GammaGradient, BetaGradient }) tensor.Dispose();
        }
    }
}
