using System.Runtime.CompilerServices;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// A <see cref="Correlation"/> to few channels, such as the last layer's three colours, or one grey. In the usual order most lanes of a
/// tile would idle; here the lanes run over the source's channels instead, and a sum across lanes ends each number.
/// </summary>
internal readonly unsafe struct FewOutputsLoop(Correlation correlation, WorkerTeam team)
{
    /// <summary>The two numbers of output channels that it is written for.</summary>
    public const int Colours = 3, Grey = 1;

    private const int Pixels = 4;

    public void Run<TVector, TSimd>(int batch, float* source, float* weights, float* output, in Epilogue after)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        var phase = correlation.Phases[0];
        var outputs = correlation.OutputChannels;
        var packed = correlation.Packed((long)phase.Rows.Taps * phase.Columns.Taps * correlation.SourceChannels * outputs + outputs);
        Pack(phase, weights, packed, TSimd.Width);
        var bias = stackalloc float[outputs];
        for (var i = 0; i < outputs; i++) bias[i] = after.Bias is null ? 0 : after.Bias.Pointer[i];
        team.For(batch * phase.Rows.Count, new RowWork<TVector, TSimd>
        {
            Correlation = correlation, Team = team, Source = source, Packed = packed, Output = output, Bias = bias, Slope = after.Slope,
        });
    }

    /// <summary>Order: tap row, tap column, group of a vector's width of source channels, output channel, lane.</summary>
    private void Pack(in CorrelationPhase phase, float* weights, float* to, int width)
    {
        for (var row = 0; row < phase.Rows.Taps; row++)
        {
            for (var column = 0; column < phase.Columns.Taps; column++)
            {
                var (start, sourceStep, outputStep) = correlation.KernelSlice(
                    phase.Rows.FirstKernel + row * phase.Rows.KernelStep,
                    phase.Columns.FirstKernel + column * phase.Columns.KernelStep);
                for (var group = 0; group < correlation.SourceChannels; group += width)
                {
                    for (var o = 0; o < correlation.OutputChannels; o++)
                    {
                        for (var lane = 0; lane < width; lane++)
                            *to++ = weights[start + (group + lane) * sourceStep + o * outputStep];
                    }
                }
            }
        }
    }

    private struct RowWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public Correlation Correlation;
        public WorkerTeam Team;
        public float* Source;
        public float* Packed;
        public float* Output;
        public float* Bias;
        public float Slope;

        public void Run(int start, int end, int worker)
        {
            var phase = Correlation.Phases[0];
            for (var item = start; item < end; item++) Row(phase, item / phase.Rows.Count, item % phase.Rows.Count, worker);
        }

        private void Row(in CorrelationPhase phase, int picture, int row, int worker)
        {
            var c = Correlation;
            var outputs = c.OutputChannels;
            var columns = phase.Columns;
            var sourceRow = phase.Rows.SourceOrigin + row * phase.Rows.SourceStride;
            var firstTap = Math.Max(0, -sourceRow);
            var taps = Math.Max(0, Math.Min(phase.Rows.Taps, c.SourceHeight - sourceRow) - firstTap);
            var length = columns.Taps * c.SourceChannels;
            var rowLength = (nint)c.SourceWidth * c.SourceChannels;
            var step = (nint)columns.SourceStride * c.SourceChannels;
            var source = Source
                + ((nint)picture * c.SourceHeight + sourceRow + firstTap) * rowLength + (nint)columns.SourceOrigin * c.SourceChannels;
            var weights = Packed + (nint)firstTap * length * outputs;
            var output = Output + ((nint)picture * c.OutputHeight + row) * c.OutputWidth * outputs;

            var self = this;
            var (insideStart, insideEnd) = columns.Inside(c.SourceWidth);
            var wholeEnd = insideStart + (insideEnd - insideStart) / Pixels * Pixels;
            for (var i = insideStart; i < wholeEnd; i += Pixels)
                FourPixels(taps, length, source + i * step, rowLength, step, weights, output + i * outputs);
            for (var i = 0; i < insideStart; i += Pixels) Border(i, Math.Min(Pixels, insideStart - i));
            for (var i = wholeEnd; i < columns.Count; i += Pixels) Border(i, Math.Min(Pixels, columns.Count - i));

            // Pixels at the border: what lies inside is copied beside zeros, four are computed, as many as there are written.
            void Border(int column, int count)
            {
                var patchColumns = (Pixels - 1) * columns.SourceStride + columns.Taps;
                var patchLength = patchColumns * c.SourceChannels;
                var patch = self.Team.Scratch(worker, (long)patchLength * Math.Max(1, taps));
                new Span<float>(patch, patchLength * taps).Clear();
                var first = columns.SourceOrigin + column * columns.SourceStride;
                var from = Math.Clamp(-first, 0, patchColumns) * c.SourceChannels;
                var to = Math.Clamp(c.SourceWidth - first, 0, patchColumns) * c.SourceChannels;
                for (var tap = 0; tap < taps && from < to; tap++)
                    new ReadOnlySpan<float>(source + column * step + tap * rowLength + from, to - from).CopyTo(
                        new Span<float>(patch + tap * patchLength + from, to - from));
                var four = stackalloc float[Pixels * outputs];
                self.FourPixels(taps, length, patch, patchLength, step, weights, four);
                new ReadOnlySpan<float>(four, count * outputs).CopyTo(new Span<float>(output + column * outputs, count * outputs));
            }
        }

        private void FourPixels(int taps, int length, float* source, nint rowLength, nint step, float* weights, float* output)
        {
            if (Correlation.OutputChannels == Grey) FourGreys(taps, length, source, rowLength, step, weights, output);
            else FourColours(taps, length, source, rowLength, step, weights, output);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void FourGreys(int taps, int length, float* source, nint rowLength, nint step, float* weights, float* output)
        {
            TVector a = default, b = default, c = default, d = default;
            var w = weights;
            for (var tap = 0; tap < taps; tap++)
            {
                var s = source + tap * rowLength;
                for (var k = 0; k < length; k += TSimd.Width)
                {
                    var weight = TSimd.Load(w);
                    w += TSimd.Width;
                    a = TSimd.MultiplyAdd(TSimd.Load(s + k), weight, a);
                    b = TSimd.MultiplyAdd(TSimd.Load(s + k + step), weight, b);
                    c = TSimd.MultiplyAdd(TSimd.Load(s + k + 2 * step), weight, c);
                    d = TSimd.MultiplyAdd(TSimd.Load(s + k + 3 * step), weight, d);
                }
            }

            TSimd.Sums(a, b, c, d, output);
            for (var i = 0; i < Pixels; i++) output[i] = Rectify(output[i] + Bias[0]);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void FourColours(int taps, int length, float* source, nint rowLength, nint step, float* weights, float* output)
        {
            TVector a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
            TVector c0 = default, c1 = default, c2 = default, d0 = default, d1 = default, d2 = default;
            var w = weights;
            for (var tap = 0; tap < taps; tap++)
            {
                var s = source + tap * rowLength;
                for (var k = 0; k < length; k += TSimd.Width)
                {
                    TVector w0 = TSimd.Load(w), w1 = TSimd.Load(w + TSimd.Width), w2 = TSimd.Load(w + 2 * TSimd.Width);
                    w += Colours * TSimd.Width;
                    var v = TSimd.Load(s + k);
                    a0 = TSimd.MultiplyAdd(v, w0, a0);
                    a1 = TSimd.MultiplyAdd(v, w1, a1);
                    a2 = TSimd.MultiplyAdd(v, w2, a2);
                    v = TSimd.Load(s + k + step);
                    b0 = TSimd.MultiplyAdd(v, w0, b0);
                    b1 = TSimd.MultiplyAdd(v, w1, b1);
                    b2 = TSimd.MultiplyAdd(v, w2, b2);
                    v = TSimd.Load(s + k + 2 * step);
                    c0 = TSimd.MultiplyAdd(v, w0, c0);
                    c1 = TSimd.MultiplyAdd(v, w1, c1);
                    c2 = TSimd.MultiplyAdd(v, w2, c2);
                    v = TSimd.Load(s + k + 3 * step);
                    d0 = TSimd.MultiplyAdd(v, w0, d0);
                    d1 = TSimd.MultiplyAdd(v, w1, d1);
                    d2 = TSimd.MultiplyAdd(v, w2, d2);
                }
            }

            var sums = stackalloc float[Pixels * Colours];
            TSimd.Sums(a0, a1, a2, b0, sums);
            TSimd.Sums(b1, b2, c0, c1, sums + 4);
            TSimd.Sums(c2, d0, d1, d2, sums + 8);
            for (var i = 0; i < Pixels * Colours; i++) output[i] = Rectify(sums[i] + Bias[i % Colours]);
        }

        private float Rectify(float v) => Slope == 1 ? v : MathF.Max(v, v * Slope);
    }
}
