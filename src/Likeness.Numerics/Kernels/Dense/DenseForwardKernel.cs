using System.Numerics.Tensors;
using Likeness.Numerics.Kernels.RegisterTile;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.Dense;

/// <summary>The vector version of <see cref="DenseProduct.Forward"/>.</summary>
internal unsafe struct DenseForwardKernel : ISimdKernel
{
    public DenseShape Shape;
    public WorkerTeam Team;
    public int Batch;
    public float* Input;
    public float* Weights;
    public float* Bias;
    public float* Output;
    public float* Partial;
    public double[]? Squares;

    public readonly void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        var work = new BlockWork<TVector, TSimd> { Kernel = this };
        if (!Shape.SplitInputs)
        {
            Team.For(Shape.OutputBlocks, work, DenseShape.BlocksPerChunk);
            return;
        }

        Team.For(Shape.InputParts, work);
        var outputs = new Span<float>(Output, Batch * Shape.Outputs);
        for (var b = 0; b < Batch; b++) new ReadOnlySpan<float>(Bias, Shape.Outputs).CopyTo(outputs[(b * Shape.Outputs)..]);
        for (var part = 0; part < Shape.InputParts; part++) TensorPrimitives.Add(outputs, new ReadOnlySpan<float>(Partial + (nint)part * outputs.Length, outputs.Length), outputs);
    }

    private struct BlockWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public DenseForwardKernel Kernel;

        public void Run(int start, int end, int worker)
        {
            var shape = Kernel.Shape;
            var length = InputCopy.Length(shape, Kernel.Batch);
            var scratch = Kernel.Team.Scratch(worker, length + shape.BlockInputs * (nint)DenseBlock.Stride(shape.BlockOutputs));
            var inputs = new InputCopy(shape, Kernel.Batch, Kernel.Input, scratch);
            for (var i = start; i < end; i++)
            {
                if (shape.SplitInputs)
                {
                    Part(i, ref inputs, scratch + length);
                    continue;
                }

                for (var k = 0; k < shape.InputBlocks; k++)
                    Multiply(new DenseBlock(shape, k, i), new DenseBlock(shape, k, i + 1), Kernel.Output, accumulate: k > 0, ref inputs, scratch + length);
            }
        }

        private readonly void Part(int part, ref InputCopy inputs, float* weights)
        {
            var shape = Kernel.Shape;
            var (start, end) = shape.InputPart(part);
            var partial = Kernel.Partial + (nint)part * Kernel.Batch * shape.Outputs;
            if (Kernel.Batch <= FewItems<TVector, TSimd>.MostItems && Kernel.Squares is null)
            {
                var first = start * shape.BlockInputs;
                FewItems<TVector, TSimd>.Add(
                    Kernel.Batch, Kernel.Input + first, shape.Inputs, Kernel.Weights + (long)first * shape.Outputs,
                    Math.Min(end * shape.BlockInputs, shape.Inputs) - first, shape.Outputs, partial);
                return;
            }

            for (var i = start; i < end; i++)
            {
                for (var o = 0; o < shape.OutputBlocks; o++)
                    Multiply(new DenseBlock(shape, i, o), new DenseBlock(shape, i + 1, o), partial, accumulate: true, ref inputs, weights);
            }
        }

        private readonly void Multiply(in DenseBlock block, in DenseBlock next, float* output, bool accumulate, ref InputCopy inputs, float* weights)
        {
            var shape = Kernel.Shape;
            var input = inputs.Of(block);
            var stride = block.WeightsOrCopy(Kernel.Weights, RegisterTile<TVector, TSimd>.Columns, ref weights);
            if (Kernel.Squares is { } squares)
            {
                var sum = 0.0;
                for (var row = 0; row < block.Inputs; row++) sum += Sums.OfSquares(new ReadOnlySpan<float>(weights + row * stride, block.Outputs));
                squares[block.FirstInput / shape.BlockInputs * shape.OutputBlocks + block.FirstOutput / shape.BlockOutputs] = sum;
            }

            Products(block, next, weights, stride, input, output, accumulate, in inputs);
        }

        /// <summary>
        /// The tiles of a block: the inputs of one tile stay in the first-level cache while all columns of the weights pass by. Meanwhile what comes next is asked for: the first
        /// column's tiles ask for inputs, where they are copied, the others for weights.
        /// </summary>
        private readonly void Products(
            in DenseBlock block, in DenseBlock next, float* weights, nint stride, float* input, float* output, bool accumulate, in InputCopy inputs)
        {
            var shape = Kernel.Shape;
            nint none = 0;
            var columns = RegisterTile<TVector, TSimd>.Columns;
            var panels = (block.Outputs + columns - 1) / columns;
            var askInputs = shape.SplitInputs && panels > 1 ? 1 : 0;
            var tiles = (Kernel.Batch + TSimd.TileRows - 1) / TSimd.TileRows;
            var ahead = next.AheadOf(Kernel.Weights, (panels - askInputs) * tiles);
            var x = new TileInput
            {
                RowStride = InputCopy.Stride(shape),
                StepStride = 1,
                BStride = stride,
                Steps = block.Inputs,
                Segments = 1,
                AOffsets = &none,
                BOffsets = &none,
            };
            var y = new TileOutput { RowStride = shape.Outputs, Slope = 1, Accumulate = accumulate };
            for (var tile = 0; tile < tiles; tile++)
            {
                var item = tile * TSimd.TileRows;
                x.A = input + item * x.RowStride;
                for (var panel = 0; panel < panels; panel++)
                {
                    var column = panel * columns;
                    x.B = weights + column;
                    x.Ahead = null;
                    if (panel < askInputs) inputs.Ask(block, tile, tiles, ref x);
                    else ahead.Ask((panel - askInputs) * tiles + tile, TSimd.TileRows, ref x);
                    next.AskRows(Kernel.Weights, tile * panels + panel, tiles * panels, ref x);
                    y.C = output + (nint)item * shape.Outputs + block.FirstOutput + column;
                    y.Columns = Math.Min(columns, block.Outputs - column);
                    y.Bias = accumulate ? null : Kernel.Bias + block.FirstOutput + column;
                    RegisterTile<TVector, TSimd>.Run(Math.Min(TSimd.TileRows, Kernel.Batch - item), x, y);
                }
            }
        }
    }
}
