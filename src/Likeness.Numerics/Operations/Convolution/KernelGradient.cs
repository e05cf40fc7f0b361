using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// The gradient of a convolution with respect to its kernel: for every kernel position, the sum over all pixels of input
/// times output gradient. The same for a transposed convolution, with the two sides exchanged. Every worker sums its own run of
/// pictures; the partial sums are added in a fixed order.
/// </summary>
public sealed unsafe class KernelGradient(ConvolutionShape shape) : IDisposable
{
    private AlignedBuffer? partial;

    /// <summary>The sizes.</summary>
    public ConvolutionShape Shape { get; } = shape;

    /// <summary>Computes the gradient, and beside it the sums over all pixels of one side, which are the bias's gradient.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="input">(batch, input height, width, channels) of the convolution.</param>
    /// <param name="outputSide">(batch, output height, width, channels) of the convolution.</param>
    /// <param name="gradient">Receives (kernel height, width, input channels, output channels).</param>
    /// <param name="sums">Receives one sum per channel of the chosen side.</param>
    /// <param name="sumsOfInput">Sums the input's side (a transposed convolution's output gradient) instead of the output's.</param>
    public void Run(WorkerTeam team, Tensor input, Tensor outputSide, Tensor gradient, Tensor sums, bool sumsOfInput = false)
    {
        var length = gradient.Count + sums.Count;
        if (partial is null || partial.Length < length * team.Threads)
        {
            partial?.Dispose();
            partial = new AlignedBuffer(length * team.Threads);
        }

        System.Runtime.InteropServices.NativeMemory.Clear(partial.Pointer, (nuint)(length * team.Threads * sizeof(float)));
        var loop = new KernelGradientLoop
        {
            Shape = Shape,
            Team = team,
            Batch = input.Shape[0],
            Input = input.Pointer,
            OutputSide = outputSide.Pointer,
            Partial = partial.Pointer,
            PartialLength = length,
            SumsOfInput = sumsOfInput,
        };
        SimdPath.Run(ref loop);
        Add(gradient, 0, length, team.Threads);
        Add(sums, gradient.Count, length, team.Threads);
    }

    /// <inheritdoc/>
    public void Dispose() => partial?.Dispose();

    private void Add(Tensor total, long start, long length, int parts)
    {
        var target = total.Span;
        for (var part = 0; part < parts; part++)
        {
            var values = new ReadOnlySpan<float>(partial!.Pointer + start + part * length, target.Length);
            if (part == 0) values.CopyTo(target);
            else System.Numerics.Tensors.TensorPrimitives.Add(target, values, target);
        }
    }
}

/// <summary>The vector version of <see cref="KernelGradient"/>.</summary>
internal unsafe struct KernelGradientLoop : ISimdLoop
{
    /// <summary>Output pixels per block: their gradients stay in the first-level cache while every kernel position uses them.</summary>
    private const int PixelsPerBlock = 128;

    /// <summary>Added to every copied pixel, so that its neighbours do not fall onto the same places of the cache.</summary>
    private const int Skew = 16;

    public ConvolutionShape Shape;
    public WorkerTeam Team;
    public int Batch;
    public float* Input;
    public float* OutputSide;
    public float* Partial;
    public long PartialLength;
    public bool SumsOfInput;

    public void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        var rowsPerBlock = Math.Clamp(PixelsPerBlock / Shape.OutputWidth, 1, Shape.OutputHeight);
        var blocks = (Shape.OutputHeight + rowsPerBlock - 1) / rowsPerBlock;
        Team.Split(Batch * blocks, new BlockWork<TVector, TSimd> { Loop = this, RowsPerBlock = rowsPerBlock, Blocks = blocks });
    }

    private struct BlockWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public KernelGradientLoop Loop;
        public int RowsPerBlock;
        public int Blocks;

        private readonly float* OutputEnd =>
            Loop.OutputSide + (nint)Loop.Batch * Loop.Shape.OutputHeight * Loop.Shape.OutputWidth * Loop.Shape.OutputChannels;

        public void Run(int start, int end, int worker)
        {
            var shape = Loop.Shape;
            var gradient = Loop.Partial + worker * Loop.PartialLength;
            for (var item = start; item < end; item++)
            {
                var first = item % Blocks * RowsPerBlock;
                var last = Math.Min(shape.OutputHeight, first + RowsPerBlock);
                var input = Loop.Input + (long)(item / Blocks) * shape.InputHeight * shape.InputWidth * shape.InputChannels;
                var output = Loop.OutputSide + (long)(item / Blocks) * shape.OutputHeight * shape.OutputWidth * shape.OutputChannels;
                Block(input, output, first, last, gradient, worker);
                Sum(input, output, first, last, gradient + shape.KernelCount);
            }
        }

        /// <summary>
        /// Multiplies a block of output rows with the input rows below them, both copied to where they lie well for the tile.
        /// </summary>
        private void Block(float* input, float* output, int first, int last, float* gradient, int worker)
        {
            var s = Loop.Shape;
            var few = ConvolutionVariants.Of(s) == KernelGradientVariant.KernelRows;
            var pixel = few ? s.InputChannels : s.InputChannels + Skew;
            var rows = (last - first - 1) * s.Stride + s.KernelHeight;
            var columns = (s.OutputWidth - 1) * s.Stride + s.KernelWidth;
            var width = RegisterTile<TVector, TSimd>.Columns;
            var padded = Loop.Team.Scratch(worker, (long)rows * columns * pixel + (long)(last - first) * s.OutputWidth * width + Skew);
            var panel = padded + (nint)rows * columns * pixel;
            CopyBesideZeros(input, first * s.Stride - s.PadTop, rows, columns, pixel, padded);
            var prefetch = Next(input, output, first, last);
            var product = 0;
            for (var channel = 0; channel < s.OutputChannels; channel += width)
            {
                // Few channels use each number of a panel too seldom for a copy of it to pay; but beyond the end of all pictures nothing
                // may be read.
                var lastPixel = output + ((nint)last * s.OutputWidth - 1) * s.OutputChannels + channel;
                var inPlace = few && lastPixel + width <= OutputEnd;
                if (!inPlace) CopyPanel(output, first, last, channel, panel);
                var (right, rightStride) = inPlace
                    ? ((nint)(output + (nint)first * s.OutputWidth * s.OutputChannels + channel), s.OutputChannels)
                    : ((nint)panel, width);
                for (var kernelRow = 0; kernelRow < s.KernelHeight; kernelRow++)
                {
                    for (var kernelColumn = 0; kernelColumn < (few ? 1 : s.KernelWidth); kernelColumn++)
                    {
                        Multiply(
                            padded + ((nint)kernelRow * columns + kernelColumn) * pixel,
                            (nint)s.Stride * columns * pixel, (nint)s.Stride * pixel,
                            (float*)right, rightStride, last - first, few ? s.KernelWidth * s.InputChannels : s.InputChannels, channel,
                            prefetch, product++,
                            gradient + (nint)(kernelRow * s.KernelWidth + kernelColumn) * s.InputChannels * s.OutputChannels);
                    }
                }
            }
        }

        /// <summary>What the next block will read: the rows on both sides that this one has not.</summary>
        private PrefetchPlan Next(float* input, float* output, int first, int last)
        {
            var s = Loop.Shape;
            var few = ConvolutionVariants.Of(s) == KernelGradientVariant.KernelRows;
            var panels = (s.OutputChannels + RegisterTile<TVector, TSimd>.Columns - 1) / RegisterTile<TVector, TSimd>.Columns;
            var products = panels * s.KernelHeight * (few ? 1 : s.KernelWidth);
            var nextRow = (last - 1) * s.Stride - s.PadTop + s.KernelHeight;
            var rows = last - first;
            return new PrefetchPlan(
                input + (nint)nextRow * s.InputWidth * s.InputChannels, (nint)rows * s.Stride * s.InputWidth * s.InputChannels,
                output + (nint)last * s.OutputWidth * s.OutputChannels, (nint)rows * s.OutputWidth * s.OutputChannels, products);
        }

        /// <summary>Adds the products of some rows of pixels to <paramref name="kernelRows"/> consecutive rows of the gradient.</summary>
        private void Multiply(
            float* input, nint inputRowStep, nint pixelStep, float* right, int rightStride, int rows, int kernelRows, int channel,
            in PrefetchPlan prefetch, int product, float* gradient)
        {
            var s = Loop.Shape;
            var aOffsets = stackalloc nint[rows];
            var bOffsets = stackalloc nint[rows];
            for (var row = 0; row < rows; row++)
            {
                aOffsets[row] = row * inputRowStep;
                bOffsets[row] = (nint)row * s.OutputWidth * rightStride;
            }

            var x = new TileInput
            {
                A = input,
                RowStride = 1,
                StepStride = pixelStep,
                B = right,
                BStride = rightStride,
                Steps = s.OutputWidth,
                Segments = rows,
                AOffsets = aOffsets,
                BOffsets = bOffsets,
            };
            prefetch.Give(product, kernelRows, ref x);
            var y = new TileOutput
            {
                C = gradient + channel,
                RowStride = s.OutputChannels,
                Columns = Math.Min(RegisterTile<TVector, TSimd>.Columns, s.OutputChannels - channel),
                Accumulate = true,
            };
            RegisterTile<TVector, TSimd>.Run(kernelRows, x, y);
        }

        private void CopyBesideZeros(float* input, int firstRow, int rows, int columns, int pixel, float* to)
        {
            var s = Loop.Shape;
            var channels = s.InputChannels;
            var inside = Math.Clamp(columns - s.PadLeft, 0, s.InputWidth);
            for (var row = 0; row < rows; row++, to += (nint)columns * pixel)
            {
                var target = new Span<float>(to, columns * pixel);
                if (firstRow + row < 0 || firstRow + row >= s.InputHeight)
                {
                    target.Clear();
                    continue;
                }

                var from = input + (nint)(firstRow + row) * s.InputWidth * channels;
                target[..(s.PadLeft * pixel)].Clear();
                target[((s.PadLeft + inside) * pixel)..].Clear();
                if (pixel == channels) new ReadOnlySpan<float>(from, inside * channels).CopyTo(target[(s.PadLeft * pixel)..]);
                else CopyRows(from, channels, inside, channels, to + (nint)s.PadLeft * pixel, pixel);
            }
        }

        /// <summary>A panel of the output's side: one tile's width of channels, filled up with zeros, pixel behind pixel.</summary>
        private void CopyPanel(float* output, int first, int last, int channel, float* panel)
        {
            var s = Loop.Shape;
            var width = RegisterTile<TVector, TSimd>.Columns;
            var present = Math.Min(width, s.OutputChannels - channel);
            var pixels = (last - first) * s.OutputWidth;
            if (present < width) new Span<float>(panel, pixels * width).Clear();
            CopyRows(output + (nint)first * s.OutputWidth * s.OutputChannels + channel, s.OutputChannels, pixels, present, panel, width);
        }

        /// <summary>Copies short rows.</summary>
        private static void CopyRows(float* from, nint fromStride, int rows, int count, float* to, nint toStride)
        {
            for (var row = 0; row < rows; row++, from += fromStride, to += toStride)
            {
                var i = 0;
                for (; i + TSimd.Width <= count; i += TSimd.Width) TSimd.Store(TSimd.Load(from + i), to + i);
                for (; i < count; i++) to[i] = from[i];
            }
        }

        /// <summary>Adds up the channels of the chosen side, while the rows are still in the cache.</summary>
        private void Sum(float* input, float* output, int first, int last, float* sums)
        {
            var s = Loop.Shape;
            if (!Loop.SumsOfInput)
            {
                ChannelSum<TVector, TSimd>.Add(
                    output + (nint)first * s.OutputWidth * s.OutputChannels, (last - first) * s.OutputWidth, s.OutputChannels, sums);
                return;
            }

            // The blocks cover the output's rows; the input rows from a block's first on belong to it alone.
            var start = first * s.Stride;
            var end = last == s.OutputHeight ? s.InputHeight : last * s.Stride;
            ChannelSum<TVector, TSimd>.Add(
                input + (nint)start * s.InputWidth * s.InputChannels, (end - start) * s.InputWidth, s.InputChannels, sums);
        }
    }
}
