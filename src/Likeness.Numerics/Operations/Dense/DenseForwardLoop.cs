using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>The vector version of <see cref="DenseProduct.Forward"/>.</summary>
internal unsafe struct DenseForwardLoop : ISimdLoop
{
    public DenseShape Shape;
    public DenseVariant Variant;
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
        var work = new BlockWork<TVector, TSimd> { Loop = this };
        if (Variant == DenseVariant.SharedOutputs)
        {
            Team.For(Shape.OutputBlocks, work, DenseShape.BlocksPerChunk);
            return;
        }

        Team.For(Shape.InputParts, work);
        var outputs = new Span<float>(Output, Batch * Shape.Outputs);
        for (var b = 0; b < Batch; b++) new ReadOnlySpan<float>(Bias, Shape.Outputs).CopyTo(outputs[(b * Shape.Outputs)..]);
        for (var part = 0; part < Shape.InputParts; part++)
            TensorPrimitives.Add(outputs, new ReadOnlySpan<float>(Partial + (nint)part * outputs.Length, outputs.Length), outputs);
    }

    private struct BlockWork<TVector, TSimd> : IWork
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        public DenseForwardLoop Loop;

        public void Run(int start, int end, int worker)
        {
            var shape = Loop.Shape;
            var length = InputCopy.Length(shape, Loop.Batch);
            var scratch = Loop.Team.Scratch(worker, length + shape.BlockInputs * (nint)DenseBlock.Stride(shape.BlockOutputs));
            var inputs = new InputCopy(shape, Loop.Batch, Loop.Input, scratch);
            for (var i = start; i < end; i++)
            {
                if (Loop.Variant != DenseVariant.SharedOutputs)
                {
                    Part(i, ref inputs, scratch + length);
                    continue;
                }

                for (var k = 0; k < shape.InputBlocks; k++)
                    Multiply(
                        new DenseBlock(shape, k, i), new DenseBlock(shape, k, i + 1), Loop.Output, accumulate: k > 0, ref inputs,
                        scratch + length);
            }
        }

        private readonly void Part(int part, ref InputCopy inputs, float* weights)
        {
            var shape = Loop.Shape;
            var (start, end) = shape.InputPart(part);
            var partial = Loop.Partial + (nint)part * Loop.Batch * shape.Outputs;
            if (Loop.Variant == DenseVariant.FewItems)
            {
                var first = start * shape.BlockInputs;
                FewItemsLoop<TVector, TSimd>.Add(
                    Loop.Batch, Loop.Input + first, shape.Inputs, Loop.Weights + (long)first * shape.Outputs,
                    Math.Min(end * shape.BlockInputs, shape.Inputs) - first, shape.Outputs, partial);
                return;
            }

            for (var i = start; i < end; i++)
            {
                for (var o = 0; o < shape.OutputBlocks; o++)
                    Multiply(new DenseBlock(shape, i, o), new DenseBlock(shape, i + 1, o), partial, accumulate: true, ref inputs, weights);
            }
        }

        private readonly void Multiply(
            in DenseBlock block, in DenseBlock next, float* output, bool accumulate, ref InputCopy inputs, float* weights)
        {
            var shape = Loop.Shape;
            var input = inputs.Of(block);
            var stride = block.WeightsOrCopy(Loop.Weights, RegisterTile<TVector, TSimd>.Columns, ref weights);
            if (Loop.Squares is { } squares)
            {
                var sum = 0.0;
                for (var row = 0; row < block.Inputs; row++)
                    sum += Sums.OfSquares(new ReadOnlySpan<float>(weights + row * stride, block.Outputs));
                squares[block.FirstInput / shape.BlockInputs * shape.OutputBlocks + block.FirstOutput / shape.BlockOutputs] = sum;
            }

            Products(block, next, weights, stride, input, output, accumulate, in inputs);
        }

        /// <summary>
        /// The tiles of a block: the inputs of one tile stay in the first-level cache while all columns of the weights pass by. Meanwhile
        /// what comes next is prefetched: by the first column's tiles inputs, where they are copied, by the others weights.
        /// </summary>
        private readonly void Products(
            in DenseBlock block, in DenseBlock next, float* weights, nint stride, float* input, float* output, bool accumulate,
            in InputCopy inputs)
        {
            var shape = Loop.Shape;
            nint none = 0;
            var columns = RegisterTile<TVector, TSimd>.Columns;
            var panels = (block.Outputs + columns - 1) / columns;
            var prefetchInputs = Loop.Variant != DenseVariant.SharedOutputs && panels > 1 ? 1 : 0;
            var tiles = (Loop.Batch + TSimd.TileRows - 1) / TSimd.TileRows;
            var prefetch = next.PrefetchOf(Loop.Weights, (panels - prefetchInputs) * tiles);
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
                    x.Prefetch = null;
                    if (panel < prefetchInputs) inputs.Prefetch(block, tile, tiles, ref x);
                    else prefetch.Give((panel - prefetchInputs) * tiles + tile, TSimd.TileRows, ref x);
                    next.PrefetchRows(Loop.Weights, tile * panels + panel, tiles * panels, ref x);
                    y.C = output + (nint)item * shape.Outputs + block.FirstOutput + column;
                    y.Columns = Math.Min(columns, block.Outputs - column);
                    y.Bias = accumulate ? null : Loop.Bias + block.FirstOutput + column;
                    RegisterTile<TVector, TSimd>.Run(Math.Min(TSimd.TileRows, Loop.Batch - item), x, y);
                }
            }
        }
    }
}

/// <summary>
/// output[b, o] += Σ input[b, i] · kernel[i, o] for so few items that reading the kernel is all the work: row behind row, nothing copied.
/// Of one item the sums stay in registers and the kernel is read as it lies; of more they are in the first-level cache, and four rows are
/// read at a time.
/// <para>
/// Every sum takes its products one after another in the order of the inputs, as the register tile does, so that an item has the same bits
/// in a batch of any size.
/// </para>
/// </summary>
internal static unsafe class FewItemsLoop<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <summary>Vectors of sums of one item that stay in registers.</summary>
    private const int Sums = 12;

    /// <summary>Adds the products of some inputs.</summary>
    /// <param name="items">Items of the batch.</param>
    /// <param name="input">The first item's first input of these.</param>
    /// <param name="inputStride">From an item to the next.</param>
    /// <param name="kernel">The row of the first input.</param>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="outputs">Numbers in a row of the kernel, and of the sums.</param>
    /// <param name="sums">(items, outputs).</param>
    public static void Add(int items, float* input, nint inputStride, float* kernel, int inputs, int outputs, float* sums)
    {
        if (items == 1 && outputs % (Sums * TSimd.Width) == 0)
        {
            for (var o = 0; o < outputs; o += Sums * TSimd.Width) One(input, kernel + o, inputs, outputs, sums + o);
            return;
        }

        var i = 0;
        for (; i + 4 <= inputs; i += 4)
        {
            for (var item = 0; item < items; item++)
                Rows4(input + item * inputStride + i, kernel + (nint)i * outputs, outputs, sums + (nint)item * outputs);
        }

        for (; i < inputs; i++)
        {
            for (var item = 0; item < items; item++)
            {
                var x = input[item * inputStride + i];
                var sum = sums + (nint)item * outputs;
                for (var o = 0; o < outputs; o++) sum[o] = SimdScalar.MultiplyAdd(x, kernel[(nint)i * outputs + o], sum[o]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows4(float* x, float* row, int outputs, float* sums)
    {
        TVector x0 = TSimd.Broadcast(x[0]), x1 = TSimd.Broadcast(x[1]), x2 = TSimd.Broadcast(x[2]), x3 = TSimd.Broadcast(x[3]);
        float* row1 = row + outputs, row2 = row1 + outputs, row3 = row2 + outputs;
        var o = 0;
        for (; o + TSimd.Width <= outputs; o += TSimd.Width)
        {
            var sum = TSimd.MultiplyAdd(x0, TSimd.Load(row + o), TSimd.Load(sums + o));
            sum = TSimd.MultiplyAdd(x1, TSimd.Load(row1 + o), sum);
            sum = TSimd.MultiplyAdd(x2, TSimd.Load(row2 + o), sum);
            TSimd.Store(TSimd.MultiplyAdd(x3, TSimd.Load(row3 + o), sum), sums + o);
        }

        for (; o < outputs; o++)
        {
            var sum = SimdScalar.MultiplyAdd(x[0], row[o], sums[o]);
            sum = SimdScalar.MultiplyAdd(x[1], row1[o], sum);
            sum = SimdScalar.MultiplyAdd(x[2], row2[o], sum);
            sums[o] = SimdScalar.MultiplyAdd(x[3], row3[o], sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(float* input, float* row, int inputs, int outputs, float* sums)
    {
        var width = TSimd.Width;
        var s0 = TSimd.Load(sums + 0 * width);
        var s1 = TSimd.Load(sums + 1 * width);
        var s2 = TSimd.Load(sums + 2 * width);
        var s3 = TSimd.Load(sums + 3 * width);
        var s4 = TSimd.Load(sums + 4 * width);
        var s5 = TSimd.Load(sums + 5 * width);
        var s6 = TSimd.Load(sums + 6 * width);
        var s7 = TSimd.Load(sums + 7 * width);
        var s8 = TSimd.Load(sums + 8 * width);
        var s9 = TSimd.Load(sums + 9 * width);
        var s10 = TSimd.Load(sums + 10 * width);
        var s11 = TSimd.Load(sums + 11 * width);
        for (var i = 0; i < inputs; i++, row += outputs)
        {
            var x = TSimd.Broadcast(input[i]);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(row + 0 * width), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(row + 1 * width), s1);
            s2 = TSimd.MultiplyAdd(x, TSimd.Load(row + 2 * width), s2);
            s3 = TSimd.MultiplyAdd(x, TSimd.Load(row + 3 * width), s3);
            s4 = TSimd.MultiplyAdd(x, TSimd.Load(row + 4 * width), s4);
            s5 = TSimd.MultiplyAdd(x, TSimd.Load(row + 5 * width), s5);
            s6 = TSimd.MultiplyAdd(x, TSimd.Load(row + 6 * width), s6);
            s7 = TSimd.MultiplyAdd(x, TSimd.Load(row + 7 * width), s7);
            s8 = TSimd.MultiplyAdd(x, TSimd.Load(row + 8 * width), s8);
            s9 = TSimd.MultiplyAdd(x, TSimd.Load(row + 9 * width), s9);
            s10 = TSimd.MultiplyAdd(x, TSimd.Load(row + 10 * width), s10);
            s11 = TSimd.MultiplyAdd(x, TSimd.Load(row + 11 * width), s11);
        }

        TSimd.Store(s0, sums + 0 * width);
        TSimd.Store(s1, sums + 1 * width);
        TSimd.Store(s2, sums + 2 * width);
        TSimd.Store(s3, sums + 3 * width);
        TSimd.Store(s4, sums + 4 * width);
        TSimd.Store(s5, sums + 5 * width);
        TSimd.Store(s6, sums + 6 * width);
        TSimd.Store(s7, sums + 7 * width);
        TSimd.Store(s8, sums + 8 * width);
        TSimd.Store(s9, sums + 9 * width);
        TSimd.Store(s10, sums + 10 * width);
        TSimd.Store(s11, sums + 11 * width);
    }
}
