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

        Team.Split(Shape.InputBlocks, work);
        for (var b = 0; b < Batch; b++)
        {
            for (var o = 0; o < Shape.Outputs; o++)
            {
                var sum = Bias[o];
                for (var part = 0; part < Team.Threads; part++) sum += Partial[((long)part * Batch + b) * Shape.Outputs + o];
                Output[(long)b * Shape.Outputs + o] = sum;
            }
        }
    }

    private struct BlockWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public DenseForwardKernel Kernel;

        public void Run(int start, int end, int worker)
        {
            var shape = Kernel.Shape;
            if (shape.SplitInputs && Kernel.Batch <= FewItems<TVector, TSimd>.MostItems && Kernel.Squares is null)
            {
                var first = start * shape.BlockInputs;
                FewItems<TVector, TSimd>.Add(
                    Kernel.Batch, Kernel.Input + first, shape.Inputs, Kernel.Weights + (long)first * shape.Outputs,
                    Math.Min(end * shape.BlockInputs, shape.Inputs) - first, shape.Outputs, Kernel.Partial + (long)worker * Kernel.Batch * shape.Outputs);
                return;
            }

            var length = InputCopy.Length(shape, Kernel.Batch);
            var scratch = Kernel.Team.Scratch(worker, length + shape.BlockInputs * (nint)DenseBlock.Stride(shape.BlockOutputs));
            var inputs = new InputCopy(shape, Kernel.Batch, Kernel.Input, scratch);
            for (var i = start; i < end; i++)
            {
                if (shape.SplitInputs)
                {
                    var partial = Kernel.Partial + (long)worker * Kernel.Batch * shape.Outputs;
                    for (var o = 0; o < shape.OutputBlocks; o++)
                        Multiply(new DenseBlock(shape, i, o), new DenseBlock(shape, i + 1, o), partial, accumulate: true, ref inputs, scratch + length);
                }
                else
                {
                    for (var k = 0; k < shape.InputBlocks; k++)
                        Multiply(new DenseBlock(shape, k, i), new DenseBlock(shape, k, i + 1), Kernel.Output, accumulate: k > 0, ref inputs, scratch + length);
                }
            }
        }

        private readonly void Multiply(in DenseBlock block, in DenseBlock next, float* output, bool accumulate, ref InputCopy inputs, float* weights)
        {
            var shape = Kernel.Shape;
            var input = inputs.Of(block);
            var stride = block.WeightsOrCopy(Kernel.Weights, ref weights);
            if (Kernel.Squares is { } squares)
            {
                var sum = 0.0;
                for (var row = 0; row < block.Inputs; row++) sum += TensorPrimitives.SumOfSquares(new ReadOnlySpan<float>(weights + row * stride, block.Outputs));
                squares[block.FirstInput / shape.BlockInputs * shape.OutputBlocks + block.FirstOutput / shape.BlockOutputs] = sum;
            }

            nint none = 0;
            var panels = (block.Outputs + RegisterTile<TVector, TSimd>.Columns - 1) / RegisterTile<TVector, TSimd>.Columns;
            var ahead = next.AheadOf(Kernel.Weights, panels);
            for (var column = 0; column < block.Outputs; column += RegisterTile<TVector, TSimd>.Columns)
            {
                var x = new TileInput
                {
                    A = input,
                    RowStride = InputCopy.Stride(shape),
                    StepStride = 1,
                    B = weights + column,
                    BStride = stride,
                    Steps = block.Inputs,
                    Segments = 1,
                    AOffsets = &none,
                    BOffsets = &none,
                };
                ahead.Ask(column / RegisterTile<TVector, TSimd>.Columns, Kernel.Batch, ref x);
                next.AskRows(Kernel.Weights, column / RegisterTile<TVector, TSimd>.Columns, panels, ref x);
                var y = new TileOutput
                {
                    C = output + block.FirstOutput + column,
                    RowStride = shape.Outputs,
                    Columns = Math.Min(RegisterTile<TVector, TSimd>.Columns, block.Outputs - column),
                    Bias = accumulate ? null : Kernel.Bias + block.FirstOutput + column,
                    Slope = 1,
                    Accumulate = accumulate,
                };
                RegisterTile<TVector, TSimd>.Run(Kernel.Batch, x, y);
            }
        }
    }
}
