using System.Runtime.CompilerServices;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>The vector version of <see cref="Correlation"/>: packs the kernel into panels, then shares the rows out.</summary>
internal unsafe struct CorrelationLoop : ISimdLoop
{
    /// <summary>Neighbouring rows, which share source rows, are left to one worker.</summary>
    private const int RowsTogether = 8;

    public Correlation Correlation;
    public WorkerTeam Team;
    public int Batch;
    public float* Source;
    public float* Weights;
    public float* Output;
    public Epilogue After;

    public void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        if (ConvolutionVariants.Of(Correlation, After, TSimd.Width) == CorrelationVariant.FewOutputs)
        {
            new FewOutputsLoop(Correlation, Team).Run<TVector, TSimd>(Batch, Source, Weights, Output, After);
            return;
        }

        var panels = new CorrelationPanels(Correlation, RegisterTile<TVector, TSimd>.Columns);
        panels.Pack(Weights, After);
        var rows = 0;
        foreach (var phase in Correlation.Phases) rows = Math.Max(rows, phase.Rows.Count);
        var stream = ConvolutionVariants.Streams(Correlation, Batch, panels.Columns);
        var together = Math.Clamp(Batch * rows / (8 * Team.Threads), 1, RowsTogether);
        Team.For(Batch * rows, new RowWork<TVector, TSimd> { Loop = this, Panels = panels, Rows = rows, Stream = stream }, together);
    }

    private struct RowWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public CorrelationLoop Loop;
        public CorrelationPanels Panels;
        public int Rows;
        public bool Stream;

        public void Run(int start, int end, int worker)
        {
            var phases = Loop.Correlation.Phases;
            for (var item = start; item < end; item++)
            {
                for (var p = 0; p < phases.Length; p++)
                {
                    if (item % Rows < phases[p].Rows.Count) Row(item / Rows, item % Rows, p, worker);
                }
            }
        }

        /// <summary>One row of output pixels of one phase.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Row(int picture, int row, int phaseNumber, int worker)
        {
            var c = Loop.Correlation;
            ref readonly var phase = ref c.Phases[phaseNumber];
            var rows = phase.Rows;
            var columns = phase.Columns;
            var sourceRow = rows.SourceOrigin + row * rows.SourceStride;
            var firstTap = Math.Max(0, -sourceRow);
            var taps = Math.Max(0, Math.Min(rows.Taps, c.SourceHeight - sourceRow) - firstTap);
            var sourceRowLength = (nint)c.SourceWidth * c.SourceChannels;
            var source = Loop.Source
                + ((nint)picture * c.SourceHeight + sourceRow) * sourceRowLength + (nint)columns.SourceOrigin * c.SourceChannels;

            var aOffsets = stackalloc nint[taps + 1];
            var bOffsets = stackalloc nint[taps + 1];
            for (var t = 0; t < taps; t++)
            {
                aOffsets[t] = (firstTap + t) * sourceRowLength;
                bOffsets[t] = (nint)(firstTap + t) * columns.Taps * c.SourceChannels * Panels.Columns;
            }

            var outputRow = (nint)picture * c.OutputHeight + rows.OutputOrigin + row * rows.OutputStride;
            var at = (outputRow * c.OutputWidth + columns.OutputOrigin) * c.OutputChannels;
            var x = new TileInput
            {
                A = source,
                RowStride = (nint)columns.SourceStride * c.SourceChannels,
                StepStride = 1,
                BStride = Panels.Columns,
                Steps = columns.Taps * c.SourceChannels,
                Segments = taps,
                AOffsets = aOffsets,
                BOffsets = bOffsets,
            };
            var y = new TileOutput
            {
                C = Loop.Output + at,
                RowStride = (nint)columns.OutputStride * c.OutputChannels,
                Slope = Loop.After.Slope,
                Gate = Loop.After.Gate is null ? null : Loop.After.Gate.Pointer + at,
                GateSlope = Loop.After.GateSlope,
                Stream = Stream,
            };

            var (left, right) = Edges(columns.Inside(c.SourceWidth), columns.Count);
            var prefetch = Next(picture, row);
            for (var panel = 0; panel < Panels.Count; panel++)
            {
                x.B = Panels.Of(phaseNumber, panel);
                prefetch.Give(phaseNumber * Panels.Count + panel, right - left, ref x);
                var part = y;
                part.C += panel * Panels.Columns;
                if (part.Gate != null) part.Gate += panel * Panels.Columns;
                part.Columns = Math.Min(Panels.Columns, c.OutputChannels - panel * Panels.Columns);
                part.Bias = Panels.Bias(panel);
                if (Loop.After.Scale is not null)
                {
                    part.Scale = Panels.Scale(panel);
                    part.Shift = Panels.Shift(panel);
                }

                Inside(left, right, x, part);
                for (var i = 0; i < left; i += TSimd.TileRows) Edge(i, Math.Min(TSimd.TileRows, left - i), columns, x, part, worker);
                for (var i = right; i < columns.Count; i += TSimd.TileRows)
                    Edge(i, Math.Min(TSimd.TileRows, columns.Count - i), columns, x, part, worker);
            }
        }

        /// <summary>What the next row will read and this one has not: the source rows it does not share, and the gate.</summary>
        private PrefetchPlan Next(int picture, int row)
        {
            var c = Loop.Correlation;
            var axis = c.Phases[0].Rows;
            var firstRow = (nint)picture * c.SourceHeight + axis.SourceOrigin + row * axis.SourceStride + axis.Taps;
            var source = Loop.Source + firstRow * c.SourceWidth * c.SourceChannels;
            var sourceLength = (nint)Math.Min(axis.SourceStride, axis.Taps) * c.SourceWidth * c.SourceChannels;
            var units = c.Phases.Length * Panels.Count;
            if (Loop.After.Gate is not { } gate) return new PrefetchPlan(source, sourceLength, null, 0, units);
            var gateLength = (nint)axis.OutputStride * c.OutputWidth * c.OutputChannels;
            var nextRow = (nint)picture * c.OutputHeight + (row + 1) * axis.OutputStride;
            return new PrefetchPlan(source, sourceLength, gate.Pointer + nextRow * c.OutputWidth * c.OutputChannels, gateLength, units);
        }

        /// <summary>
        /// Where the left edge ends and the right one begins: pixels with taps outside the picture, and as many beside them as make whole
        /// tiles, because one pixel alone costs twice what it costs among eight.
        /// </summary>
        private static (int Left, int Right) Edges((int Start, int End) inside, int count)
        {
            var rows = TSimd.TileRows;
            var left = Math.Min(count, (inside.Start + rows - 1) / rows * rows);
            return (left, inside.End == count ? Math.Max(left, count) : left + Math.Max(0, inside.End - left) / rows * rows);
        }

        private static void Inside(int start, int end, TileInput x, TileOutput y)
        {
            x.A += start * x.RowStride;
            Move(ref y, start);
            RegisterTile<TVector, TSimd>.Run(end - start, x, y);
        }

        /// <summary>Output pixels of which some have taps outside the picture: what lies inside is copied beside zeros.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Edge(int column, int count, in CorrelationAxis columns, TileInput x, TileOutput y, int worker)
        {
            var c = Loop.Correlation;
            var width = (count - 1) * columns.SourceStride + columns.Taps;
            var length = width * c.SourceChannels;
            var patch = Loop.Team.Scratch(worker, (x.Segments + 1L) * length);
            var first = columns.SourceOrigin + column * columns.SourceStride;
            var start = Math.Clamp(-first, 0, width) * c.SourceChannels;
            var end = Math.Clamp(c.SourceWidth - first, 0, width) * c.SourceChannels;
            new Span<float>(patch, x.Segments * length).Clear();
            for (var s = 0; s < x.Segments && start < end; s++)
            {
                var from = x.A + x.AOffsets[s] + column * x.RowStride;
                new ReadOnlySpan<float>(from + start, end - start).CopyTo(new Span<float>(patch + (nint)s * length + start, end - start));
            }

            var offsets = stackalloc nint[x.Segments + 1];
            for (var s = 0; s < x.Segments; s++) offsets[s] = (nint)s * length;
            x.A = patch;
            x.AOffsets = offsets;
            x.Prefetch = null;
            Move(ref y, column);
            RegisterTile<TVector, TSimd>.Run(count, x, y);
        }

        private static void Move(ref TileOutput y, int pixels)
        {
            y.C += pixels * y.RowStride;
            if (y.Gate != null) y.Gate += pixels * y.RowStride;
        }
    }
}

/// <summary>
/// The kernel of a <see cref="Correlation"/> as the register tile wants it: for every phase and every group of output
/// channels (a panel, one tile wide, padded with zeros) the taps in reading order. Behind them lie the bias and what else there is one of
/// per channel, padded alike.
/// </summary>
internal readonly unsafe struct CorrelationPanels
{
    private readonly Correlation correlation;
    private readonly float* memory;
    private readonly long channels;

    public CorrelationPanels(Correlation correlation, int columns)
    {
        this.correlation = correlation;
        Columns = columns;
        Count = (correlation.OutputChannels + columns - 1) / columns;
        foreach (var phase in correlation.Phases) channels += Count * PanelLength(phase);
        memory = correlation.Packed(channels + 3L * Count * columns);
    }

    /// <summary>Output channels in a panel.</summary>
    public int Columns { get; }

    /// <summary>Panels of a phase.</summary>
    public int Count { get; }

    public float* Of(int phase, int panel)
    {
        var start = 0L;
        for (var p = 0; p < phase; p++) start += Count * PanelLength(correlation.Phases[p]);
        return memory + start + panel * PanelLength(correlation.Phases[phase]);
    }

    public float* Bias(int panel) => memory + channels + (long)panel * Columns;

    public float* Scale(int panel) => Bias(Count + panel);

    public float* Shift(int panel) => Bias(2 * Count + panel);

    public void Pack(float* weights, in Epilogue after)
    {
        for (var p = 0; p < correlation.Phases.Length; p++)
        {
            for (var panel = 0; panel < Count; panel++) Pack(correlation.Phases[p], panel, weights, Of(p, panel));
        }

        Pad(after.Bias, Bias(0));
        Pad(after.Scale, Scale(0));
        Pad(after.Shift, Shift(0));
    }

    private void Pad(Tensor? values, float* to)
    {
        var padded = new Span<float>(to, Count * Columns);
        padded.Clear();
        if (values is not null) new ReadOnlySpan<float>(values.Pointer, correlation.OutputChannels).CopyTo(padded);
    }

    private long PanelLength(in CorrelationPhase phase) =>
        (long)phase.Rows.Taps * phase.Columns.Taps * correlation.SourceChannels * Columns;

    private void Pack(in CorrelationPhase phase, int panel, float* weights, float* to)
    {
        var first = panel * Columns;
        var width = Math.Min(Columns, correlation.OutputChannels - first);
        for (var row = 0; row < phase.Rows.Taps; row++)
        {
            for (var column = 0; column < phase.Columns.Taps; column++)
            {
                var (start, sourceStep, outputStep) = correlation.KernelSlice(
                    phase.Rows.FirstKernel + row * phase.Rows.KernelStep,
                    phase.Columns.FirstKernel + column * phase.Columns.KernelStep);
                for (var channel = 0; channel < correlation.SourceChannels; channel++, to += Columns)
                {
                    var from = weights + start + (long)channel * sourceStep + (long)first * outputStep;
                    for (var i = 0; i < width; i++) to[i] = from[(long)i * outputStep];
                    for (var i = width; i < Columns; i++) to[i] = 0;
                }
            }
        }
    }
}
