using Likeness.Numerics.Kernels.ChannelSums;
using Likeness.Numerics.Kernels.RegisterTile;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.Convolution;

/// <summary>The vector version of <see cref="KernelGradient"/>.</summary>
internal unsafe struct KernelGradientKernel : ISimdKernel
{
    /// <summary>Below this many channels the taps of a kernel row are taken together, from rows copied beside zeros.</summary>
    private const int FewChannels = 8;

    /// <summary>Output pixels per block: their gradients stay in the first-level cache while every kernel position uses them.</summary>
    private const int PixelsPerBlock = 128;

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
        Team.Split(Batch * blocks, new BlockWork<TVector, TSimd> { Kernel = this, RowsPerBlock = rowsPerBlock, Blocks = blocks });
    }

    private struct BlockWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public KernelGradientKernel Kernel;
        public int RowsPerBlock;
        public int Blocks;

        public void Run(int start, int end, int worker)
        {
            var shape = Kernel.Shape;
            var gradient = Kernel.Partial + worker * Kernel.PartialLength;
            for (var item = start; item < end; item++)
            {
                var first = item % Blocks * RowsPerBlock;
                var last = Math.Min(shape.OutputHeight, first + RowsPerBlock);
                var input = Kernel.Input + (long)(item / Blocks) * shape.InputHeight * shape.InputWidth * shape.InputChannels;
                var output = Kernel.OutputSide + (long)(item / Blocks) * shape.OutputHeight * shape.OutputWidth * shape.OutputChannels;
                if (shape.InputChannels < FewChannels)
                    Together(input, output, first, last, gradient, worker);
                else
                    TapByTap(input, output, first, last, gradient);
                Sum(input, output, first, last, gradient + shape.KernelCount);
            }
        }

        private void TapByTap(float* input, float* output, int first, int last, float* gradient)
        {
            var s = Kernel.Shape;
            for (var panel = 0; panel < s.OutputChannels; panel += RegisterTile<TVector, TSimd>.Columns)
            {
                for (var kernelRow = 0; kernelRow < s.KernelHeight; kernelRow++)
                {
                    var (rowStart, rowEnd) = Valid(kernelRow - s.PadTop, s.InputHeight, first, last);
                    for (var kernelColumn = 0; kernelColumn < s.KernelWidth; kernelColumn++)
                    {
                        var (start, end) = Valid(kernelColumn - s.PadLeft, s.InputWidth, 0, s.OutputWidth);
                        if (rowStart >= rowEnd || start >= end) continue;
                        var inputRow = rowStart * s.Stride + kernelRow - s.PadTop;
                        var inputColumn = start * s.Stride + kernelColumn - s.PadLeft;
                        Multiply(
                            input + ((nint)inputRow * s.InputWidth + inputColumn) * s.InputChannels,
                            (nint)s.Stride * s.InputWidth * s.InputChannels,
                            output + ((nint)rowStart * s.OutputWidth + start) * s.OutputChannels,
                            rowEnd - rowStart, end - start, s.InputChannels, panel,
                            gradient + (nint)(kernelRow * s.KernelWidth + kernelColumn) * s.InputChannels * s.OutputChannels);
                    }
                }
            }
        }

        private void Together(float* input, float* output, int first, int last, float* gradient, int worker)
        {
            var s = Kernel.Shape;
            var rows = (last - first - 1) * s.Stride + s.KernelHeight;
            var rowLength = ((s.OutputWidth - 1) * s.Stride + s.KernelWidth) * s.InputChannels;
            var padded = Kernel.Team.Scratch(worker, (long)rows * rowLength);
            CopyBesideZeros(input, first * s.Stride - s.PadTop, rows, rowLength, padded);
            for (var panel = 0; panel < s.OutputChannels; panel += RegisterTile<TVector, TSimd>.Columns)
            {
                for (var kernelRow = 0; kernelRow < s.KernelHeight; kernelRow++)
                {
                    Multiply(
                        padded + (nint)kernelRow * rowLength, (nint)s.Stride * rowLength,
                        output + (nint)first * s.OutputWidth * s.OutputChannels,
                        last - first, s.OutputWidth, s.KernelWidth * s.InputChannels, panel,
                        gradient + (nint)kernelRow * s.KernelWidth * s.InputChannels * s.OutputChannels);
                }
            }
        }

        /// <summary>Adds the products of some rows of pixels to <paramref name="kernelRows"/> consecutive rows of the gradient.</summary>
        private void Multiply(
            float* input, nint inputRowStep, float* output, int rows, int pixels, int kernelRows, int panel, float* gradient)
        {
            var s = Kernel.Shape;
            var aOffsets = stackalloc nint[rows];
            var bOffsets = stackalloc nint[rows];
            for (var row = 0; row < rows; row++)
            {
                aOffsets[row] = row * inputRowStep;
                bOffsets[row] = (nint)row * s.OutputWidth * s.OutputChannels;
            }

            var x = new TileInput
            {
                A = input,
                RowStride = 1,
                StepStride = (nint)s.Stride * s.InputChannels,
                B = output + panel,
                BStride = s.OutputChannels,
                Steps = pixels,
                Segments = rows,
                AOffsets = aOffsets,
                BOffsets = bOffsets,
            };
            var y = new TileOutput
            {
                C = gradient + panel,
                RowStride = s.OutputChannels,
                Columns = Math.Min(RegisterTile<TVector, TSimd>.Columns, s.OutputChannels - panel),
                Accumulate = true,
            };
            RegisterTile<TVector, TSimd>.Run(kernelRows, x, y);
        }

        /// <summary>The output positions in [first, last) whose input position, moved by <paramref name="shift"/>, lies inside.</summary>
        private (int Start, int End) Valid(int shift, int inputSize, int first, int last)
        {
            var stride = Kernel.Shape.Stride;
            var start = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
            var end = inputSize - shift <= 0 ? 0 : (inputSize - shift - 1) / stride + 1;
            return (Math.Max(first, start), Math.Min(last, end));
        }

        private void CopyBesideZeros(float* input, int firstRow, int rows, int rowLength, float* to)
        {
            var s = Kernel.Shape;
            var left = s.PadLeft * s.InputChannels;
            var inputLength = s.InputWidth * s.InputChannels;
            for (var row = 0; row < rows; row++)
            {
                var target = new Span<float>(to + (nint)row * rowLength, rowLength);
                target.Clear();
                if (firstRow + row < 0 || firstRow + row >= s.InputHeight) continue;
                var copied = Math.Min(inputLength, rowLength - left);
                new ReadOnlySpan<float>(input + (nint)(firstRow + row) * inputLength, copied).CopyTo(target[left..]);
            }
        }

        /// <summary>Adds up the channels of the chosen side, while the rows are still in the cache.</summary>
        private void Sum(float* input, float* output, int first, int last, float* sums)
        {
            var s = Kernel.Shape;
            if (!Kernel.SumsOfInput)
            {
                ChannelSum<TVector, TSimd>.Add(output + (nint)first * s.OutputWidth * s.OutputChannels, (last - first) * s.OutputWidth, s.OutputChannels, sums);
                return;
            }

            // The blocks cover the output's rows; the input rows from a block's first on belong to it alone.
            var start = first * s.Stride;
            var end = last == s.OutputHeight ? s.InputHeight : last * s.Stride;
            ChannelSum<TVector, TSimd>.Add(input + (nint)start * s.InputWidth * s.InputChannels, (end - start) * s.InputWidth, s.InputChannels, sums);
        }
    }
}
