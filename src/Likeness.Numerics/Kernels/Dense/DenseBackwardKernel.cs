using Likeness.Numerics.Kernels.RegisterTile;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.Dense;

/// <summary>
/// The vector version of <see cref="DenseProduct.Backward"/>. A block of the kernel is used three times while it is in the
/// cache: for the input's gradient (computed transposed, so that the kernel's rows are read as they lie), for its own, and by the consumer that updates it.
/// </summary>
internal unsafe struct DenseBackwardKernel : ISimdKernel
{
    public delegate float* PartialMemory(long floats);

    public DenseShape Shape;
    public WorkerTeam Team;
    public int Batch;
    public float* Input;
    public float* Weights;
    public float* OutputGradient;
    public float* InputGradient;
    public IGradientConsumer Consumer;
    public float GateSlope;
    public PartialMemory PartialOf;

    public readonly void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        var columns = RegisterTile<TVector, TSimd>.Columns;
        var padded = (Batch + columns - 1) / columns * columns;
        var work = new BlockWork<TVector, TSimd> { Kernel = this, PaddedBatch = padded };
        if (Shape.SplitInputs)
        {
            Team.For(Shape.InputBlocks, work, DenseShape.BlocksPerChunk);
            return;
        }

        work.Partial = PartialOf((long)Shape.Inputs * padded * Team.Threads);
        Team.Split(Shape.OutputBlocks, work);
        if (InputGradient == null) return;
        for (var part = 1; part < Team.Threads; part++)
        {
            for (var i = 0L; i < (long)Shape.Inputs * padded; i++) work.Partial[i] += work.Partial[part * (long)Shape.Inputs * padded + i];
        }

        work.StoreTransposed(work.Partial, 0, Shape.Inputs);
    }

    private struct BlockWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public DenseBackwardKernel Kernel;
        public int PaddedBatch;
        public float* Partial;

        public void Run(int start, int end, int worker)
        {
            var shape = Kernel.Shape;
            var scratch = new Scratch(this, worker);
            var inputs = new InputCopy(shape, Kernel.Batch, Kernel.Input, scratch.Input);
            var prepared = -1;
            for (var i = start; i < end; i++)
            {
                if (shape.SplitInputs)
                {
                    for (var o = 0; o < shape.OutputBlocks; o++)
                        Block(new DenseBlock(shape, i, o), new DenseBlock(shape, i + 1, o), o, ref prepared, ref inputs, scratch, scratch.InputGradient, accumulate: o > 0);
                    if (Kernel.InputGradient != null) StoreTransposed(scratch.InputGradient, i * shape.BlockInputs, Math.Min(shape.BlockInputs, shape.Inputs - i * shape.BlockInputs));
                }
                else
                {
                    for (var k = 0; k < shape.InputBlocks; k++)
                    {
                        var sums = Partial + ((long)worker * shape.Inputs + (long)k * shape.BlockInputs) * PaddedBatch;
                        Block(new DenseBlock(shape, k, i), new DenseBlock(shape, k, i + 1), i, ref prepared, ref inputs, scratch, sums, accumulate: true);
                    }
                }
            }
        }

        /// <summary>inputGradient[b, first + i] = sums[i, b], gated by the rectifier that made the input.</summary>
        public readonly void StoreTransposed(float* sums, int first, int count)
        {
            for (var b = 0; b < Kernel.Batch; b++)
            {
                var at = (long)b * Kernel.Shape.Inputs + first;
                var to = Kernel.InputGradient + at;
                for (var i = 0; i < count; i++) to[i] = sums[(nint)i * PaddedBatch + b];
                if (Kernel.GateSlope != 1) Gate(to, Kernel.Input + at, Kernel.GateSlope, count);
            }
        }

        private static void Gate(float* gradient, float* output, float slope, int count)
        {
            var factor = TSimd.Broadcast(slope);
            var i = 0;
            for (; i + TSimd.Width <= count; i += TSimd.Width)
            {
                var v = TSimd.Load(gradient + i);
                TSimd.Store(TSimd.SelectPositive(TSimd.Load(output + i), v, TSimd.Multiply(v, factor)), gradient + i);
            }

            for (; i < count; i++) gradient[i] = output[i] > 0 ? gradient[i] : gradient[i] * slope;
        }

        private readonly void Block(
            in DenseBlock block, in DenseBlock next, int outputBlock, ref int prepared, ref InputCopy inputs, in Scratch scratch, float* sums, bool accumulate)
        {
            var shape = Kernel.Shape;
            nint outputStride = DenseBlock.Stride(shape.BlockOutputs);
            if (outputBlock != prepared)
            {
                DenseBlock.Copy(Kernel.OutputGradient + block.FirstOutput, shape.Outputs, Kernel.Batch, block.Outputs, scratch.OutputGradient, outputStride);
                DenseBlock.Transpose(scratch.OutputGradient, outputStride, Kernel.Batch, block.Outputs, scratch.Transposed, PaddedBatch);
                prepared = outputBlock;
            }

            var input = inputs.Of(block);
            if (Kernel.InputGradient != null)
            {
                var weights = scratch.Weights;
                var stride = block.WeightsOrCopy(Kernel.Weights, panel: 1, ref weights);
                Multiply(block.Inputs, weights, stride, 1, block.Outputs, scratch.Transposed, PaddedBatch, PaddedBatch, sums, PaddedBatch, accumulate, next.AheadOf(Kernel.Weights, PaddedBatch / RegisterTile<TVector, TSimd>.Columns));
            }

            Multiply(block.Inputs, input, 1, InputCopy.Stride(shape), Kernel.Batch, scratch.OutputGradient, outputStride, block.Outputs, scratch.Gradient, outputStride, accumulate: false, default);
            Kernel.Consumer.Consume(block.Offset, block.Inputs, block.Outputs, shape.Outputs, scratch.Gradient, outputStride);
        }

        private static void Multiply(
            int rows, float* a, nint rowStride, nint stepStride, int steps, float* b, nint bStride, int columns, float* c, nint cStride, bool accumulate, AheadPlan ahead)
        {
            nint none = 0;
            for (var column = 0; column < columns; column += RegisterTile<TVector, TSimd>.Columns)
            {
                var x = new TileInput
                {
                    A = a,
                    RowStride = rowStride,
                    StepStride = stepStride,
                    B = b + column,
                    BStride = bStride,
                    Steps = steps,
                    Segments = 1,
                    AOffsets = &none,
                    BOffsets = &none,
                };
                ahead.Ask(column / RegisterTile<TVector, TSimd>.Columns, rows, ref x);
                var y = new TileOutput
                {
                    C = c + column,
                    RowStride = cStride,
                    Columns = Math.Min(RegisterTile<TVector, TSimd>.Columns, columns - column),
                    Slope = 1,
                    Accumulate = accumulate,
                };
                RegisterTile<TVector, TSimd>.Run(rows, x, y);
            }
        }

        /// <summary>The places in a worker's scratch memory.</summary>
        private readonly struct Scratch
        {
            public readonly float* Input;
            public readonly float* OutputGradient;
            public readonly float* Transposed;
            public readonly float* Weights;
            public readonly float* Gradient;
            public readonly float* InputGradient;

            public Scratch(in BlockWork<TVector, TSimd> work, int worker)
            {
                var shape = work.Kernel.Shape;
                var input = InputCopy.Length(shape, work.Kernel.Batch);
                nint output = work.Kernel.Batch * DenseBlock.Stride(shape.BlockOutputs);
                var transposed = (nint)shape.BlockOutputs * work.PaddedBatch;
                var block = (nint)shape.BlockInputs * DenseBlock.Stride(shape.BlockOutputs);
                var sums = (nint)shape.BlockInputs * work.PaddedBatch;
                Input = work.Kernel.Team.Scratch(worker, input + output + transposed + 2 * block + sums + 64);
                OutputGradient = Input + input;
                Transposed = OutputGradient + output;
                Weights = Transposed + transposed;
                Gradient = Weights + block;
                InputGradient = Gradient + block;
            }
        }
    }
}
