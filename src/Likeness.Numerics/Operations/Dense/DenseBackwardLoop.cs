using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// The vector version of <see cref="DenseProduct.Backward"/>. A block of the kernel is used three times while it is in the
/// cache: for the input's gradient (computed transposed, so that the kernel's rows are read as they lie), for its own, and by the consumer
/// that updates it.
/// </summary>
internal unsafe struct DenseBackwardLoop : ISimdLoop
{
    public delegate float* PartialMemory(long floats);

    public DenseShape Shape;
    public DenseVariant Variant;
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
        var work = new BlockWork<TVector, TSimd> { Loop = this, PaddedBatch = padded };
        if (Variant == DenseVariant.SharedInputs)
        {
            Team.For(Shape.InputBlocks, work, DenseShape.BlocksPerChunk);
            return;
        }

        work.Partial = PartialOf((long)Shape.Inputs * padded * Team.Threads);
        Team.Split(Shape.OutputBlocks, work);
        if (InputGradient == null) return;
        for (var part = 1; part < Team.Threads; part++)
        {
            var partial = work.Partial + part * (long)Shape.Inputs * padded;
            for (var i = 0L; i < (long)Shape.Inputs * padded; i++) work.Partial[i] += partial[i];
        }

        work.StoreTransposed(work.Partial, 0, Shape.Inputs);
    }

    private struct BlockWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public DenseBackwardLoop Loop;
        public int PaddedBatch;
        public float* Partial;

        public void Run(int start, int end, int worker)
        {
            var shape = Loop.Shape;
            var scratch = new Scratch(this, worker);
            var inputs = new InputCopy(shape, Loop.Batch, Loop.Input, scratch.Input);
            var prepared = -1;
            for (var i = start; i < end; i++)
            {
                if (Loop.Variant == DenseVariant.SharedInputs)
                {
                    var sums = scratch.InputGradient;
                    for (var o = 0; o < shape.OutputBlocks; o++)
                        Block(
                            new DenseBlock(shape, i, o), new DenseBlock(shape, i + 1, o), o, ref prepared, ref inputs, scratch, sums,
                            accumulate: o > 0);
                    var first = i * shape.BlockInputs;
                    if (Loop.InputGradient != null) StoreTransposed(sums, first, Math.Min(shape.BlockInputs, shape.Inputs - first));
                }
                else
                {
                    for (var k = 0; k < shape.InputBlocks; k++)
                    {
                        var sums = Partial + ((long)worker * shape.Inputs + (long)k * shape.BlockInputs) * PaddedBatch;
                        Block(
                            new DenseBlock(shape, k, i), new DenseBlock(shape, k, i + 1), i, ref prepared, ref inputs, scratch, sums,
                            accumulate: true);
                    }
                }
            }
        }

        /// <summary>inputGradient[b, first + i] = sums[i, b], gated by the rectifier that made the input.</summary>
        public readonly void StoreTransposed(float* sums, int first, int count)
        {
            for (var b = 0; b < Loop.Batch; b++)
            {
                var at = (long)b * Loop.Shape.Inputs + first;
                var to = Loop.InputGradient + at;
                for (var i = 0; i < count; i++) to[i] = sums[(nint)i * PaddedBatch + b];
                if (Loop.GateSlope != 1) Gate(to, Loop.Input + at, Loop.GateSlope, count);
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
            in DenseBlock block, in DenseBlock next, int outputBlock, ref int prepared, ref InputCopy inputs, in Scratch scratch,
            float* sums, bool accumulate)
        {
            var shape = Loop.Shape;
            nint outputStride = DenseBlock.Stride(shape.BlockOutputs);
            if (outputBlock != prepared)
            {
                DenseBlock.Copy(
                    Loop.OutputGradient + block.FirstOutput, shape.Outputs, Loop.Batch, block.Outputs, scratch.OutputGradient,
                    outputStride);
                DenseBlock.Transpose(scratch.OutputGradient, outputStride, Loop.Batch, block.Outputs, scratch.Transposed, PaddedBatch);
                prepared = outputBlock;
            }

            var input = inputs.Of(block);
            if (Loop.InputGradient != null)
            {
                var weights = scratch.Weights;
                var stride = block.WeightsOrCopy(Loop.Weights, panel: 1, ref weights);
                Multiply(
                    block.Inputs, weights, stride, 1, block.Outputs, scratch.Transposed, PaddedBatch, PaddedBatch, sums, PaddedBatch,
                    accumulate, next.PrefetchOf(Loop.Weights, PaddedBatch / RegisterTile<TVector, TSimd>.Columns));
            }

            Multiply(
                block.Inputs, input, 1, InputCopy.Stride(shape), Loop.Batch, scratch.OutputGradient, outputStride, block.Outputs,
                scratch.Gradient, outputStride, accumulate: false, default);
            Loop.Consumer.Consume(block.Offset, block.Inputs, block.Outputs, shape.Outputs, scratch.Gradient, outputStride);
        }

        private static void Multiply(
            int rows, float* a, nint rowStride, nint stepStride, int steps, float* b, nint bStride, int columns, float* c, nint cStride,
            bool accumulate, PrefetchPlan prefetch)
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
                prefetch.Give(column / RegisterTile<TVector, TSimd>.Columns, rows, ref x);
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
                var shape = work.Loop.Shape;
                var input = InputCopy.Length(shape, work.Loop.Batch);
                nint output = work.Loop.Batch * DenseBlock.Stride(shape.BlockOutputs);
                var transposed = (nint)shape.BlockOutputs * work.PaddedBatch;
                var block = (nint)shape.BlockInputs * DenseBlock.Stride(shape.BlockOutputs);
                var sums = (nint)shape.BlockInputs * work.PaddedBatch;
                Input = work.Loop.Team.Scratch(worker, input + output + transposed + 2 * block + sums + 64);
                OutputGradient = Input + input;
                Transposed = OutputGradient + output;
                Weights = Transposed + transposed;
                Gradient = Weights + block;
                InputGradient = Gradient + block;
            }
        }
    }
}
