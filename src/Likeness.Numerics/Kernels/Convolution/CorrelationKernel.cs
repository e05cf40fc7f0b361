using System.Runtime.CompilerServices;
using Likeness.Numerics.Kernels.RegisterTile;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.Convolution;

/// <summary>The vector version of <see cref="Correlation"/>: packs the kernel into panels, then shares the rows out.</summary>
internal unsafe struct CorrelationKernel : ISimdKernel
{
    /// <summary>Outputs of this size and more are written past the caches.</summary>
    private const long LargestCached = 16 << 20;

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
        if (FewOutputs.Fits<TVector, TSimd>(Correlation, After))
        {
            new FewOutputs(Correlation, Team).Run<TVector, TSimd>(Batch, Source, Weights, Output, After);
            return;
        }

        var panels = new CorrelationPanels(Correlation, RegisterTile<TVector, TSimd>.Columns);
        panels.Pack(Weights, After);
        var rows = 0;
        foreach (var phase in Correlation.Phases) rows = Math.Max(rows, phase.Rows.Count);
        var bytes = (long)Batch * Correlation.OutputHeight * Correlation.OutputWidth * Correlation.OutputChannels * sizeof(float);
        var stream = bytes >= LargestCached && Correlation.OutputChannels % panels.Columns == 0;
        var together = Math.Clamp(Batch * rows / (8 * Team.Threads), 1, RowsTogether);
        Team.For(Batch * rows, new RowWork<TVector, TSimd> { Kernel = this, Panels = panels, Rows = rows, Stream = stream }, together);
    }

    private struct RowWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public CorrelationKernel Kernel;
        public CorrelationPanels Panels;
        public int Rows;
        public bool Stream;

        public void Run(int start, int end, int worker)
        {
            var phases = Kernel.Correlation.Phases;
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
            var c = Kernel.Correlation;
            ref readonly var phase = ref c.Phases[phaseNumber];
            var rows = phase.Rows;
            var columns = phase.Columns;
            var sourceRow = rows.SourceOrigin + row * rows.SourceStride;
            var firstTap = Math.Max(0, -sourceRow);
            var taps = Math.Max(0, Math.Min(rows.Taps, c.SourceHeight - sourceRow) - firstTap);
            var sourceRowLength = (nint)c.SourceWidth * c.SourceChannels;
            var source = Kernel.Source + ((nint)picture * c.SourceHeight + sourceRow) * sourceRowLength + (nint)columns.SourceOrigin * c.SourceChannels;

            var aOffsets = stackalloc nint[taps + 1];
            var bOffsets = stackalloc nint[taps + 1];
            for (var t = 0; t < taps; t++)
            {
                aOffsets[t] = (firstTap + t) * sourceRowLength;
                bOffsets[t] = (nint)(firstTap + t) * columns.Taps * c.SourceChannels * Panels.Columns;
            }

            var at = (((nint)picture * c.OutputHeight + rows.OutputOrigin + row * rows.OutputStride) * c.OutputWidth + columns.OutputOrigin) * c.OutputChannels;
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
                C = Kernel.Output + at,
                RowStride = (nint)columns.OutputStride * c.OutputChannels,
                Slope = Kernel.After.Slope,
                Gate = Kernel.After.Gate is null ? null : Kernel.After.Gate.Pointer + at,
                GateSlope = Kernel.After.GateSlope,
                Stream = Stream,
            };

            var (left, right) = Edges(columns.Inside(c.SourceWidth), columns.Count);
            var ahead = Ahead(picture, row);
            for (var panel = 0; panel < Panels.Count; panel++)
            {
                x.B = Panels.Of(phaseNumber, panel);
                ahead.Ask(phaseNumber * Panels.Count + panel, right - left, ref x);
                var part = y;
                part.C += panel * Panels.Columns;
                if (part.Gate != null) part.Gate += panel * Panels.Columns;
                part.Columns = Math.Min(Panels.Columns, c.OutputChannels - panel * Panels.Columns);
                part.Bias = Panels.Bias(panel);
                if (Kernel.After.Scale is not null)
                {
                    part.Scale = Panels.Scale(panel);
                    part.Shift = Panels.Shift(panel);
                }

                Inside(left, right, x, part);
                for (var i = 0; i < left; i += TSimd.TileRows) Edge(i, Math.Min(TSimd.TileRows, left - i), columns, x, part, worker);
                for (var i = right; i < columns.Count; i += TSimd.TileRows) Edge(i, Math.Min(TSimd.TileRows, columns.Count - i), columns, x, part, worker);
            }
        }

        /// <summary>What the next row will read and this one has not: the source rows it does not share, and the gate.</summary>
        private AheadPlan Ahead(int picture, int row)
        {
            var c = Kernel.Correlation;
            var axis = c.Phases[0].Rows;
            var source = Kernel.Source + ((nint)picture * c.SourceHeight + axis.SourceOrigin + row * axis.SourceStride + axis.Taps) * c.SourceWidth * c.SourceChannels;
            var sourceLength = (nint)Math.Min(axis.SourceStride, axis.Taps) * c.SourceWidth * c.SourceChannels;
            var units = c.Phases.Length * Panels.Count;
            if (Kernel.After.Gate is not { } gate) return new AheadPlan(source, sourceLength, null, 0, units);
            var gateLength = (nint)axis.OutputStride * c.OutputWidth * c.OutputChannels;
            return new AheadPlan(source, sourceLength, gate.Pointer + (((nint)picture * c.OutputHeight + (row + 1) * axis.OutputStride) * c.OutputWidth) * c.OutputChannels, gateLength, units);
        }

        /// <summary>
        /// Where the left edge ends and the right one begins: pixels with taps outside the picture, and as many beside them as make whole tiles, because one pixel alone costs
        /// twice what it costs among eight.
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
            var c = Kernel.Correlation;
            var width = (count - 1) * columns.SourceStride + columns.Taps;
            var length = width * c.SourceChannels;
            var patch = Kernel.Team.Scratch(worker, (x.Segments + 1L) * length);
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
            x.Ahead = null;
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
