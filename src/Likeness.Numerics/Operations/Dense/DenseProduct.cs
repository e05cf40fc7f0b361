using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Operations;

/// <summary>
/// output = input · kernel + bias, and its gradients, for layers whose kernel is far larger than the batch: every block of
/// the kernel is read once per pass, and in the backward pass once for both gradients and the update together.
/// </summary>
public sealed unsafe class DenseProduct(DenseShape shape) : IDisposable
{
    private AlignedBuffer? partial;
    private double[]? squares;
    private DenseBackwardLoop.PartialMemory? partialOf;

    /// <summary>The sizes.</summary>
    public DenseShape Shape { get; } = shape;

    /// <summary>output[b, o] = Σ input[b, i] · kernel[i, o] + bias[o].</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="input">(batch, inputs).</param>
    /// <param name="kernel">(inputs, outputs).</param>
    /// <param name="bias">(outputs).</param>
    /// <param name="output">(batch, outputs).</param>
    /// <param name="sumSquares">Whether to sum the squares of the kernel on the way, while its blocks are in the cache.</param>
    /// <returns>Σ kernel², or 0 where it was not wanted; the same for every number of threads.</returns>
    public double Forward(WorkerTeam team, Tensor input, Tensor kernel, Tensor bias, Tensor output, bool sumSquares = false)
    {
        if (sumSquares) squares ??= new double[Shape.InputBlocks * Shape.OutputBlocks];
        var batch = input.Shape[0];
        var variant = DenseVariants.OfForward(Shape, batch, sumSquares);
        var forward = new DenseForwardLoop
        {
            Shape = Shape,
            Variant = variant,
            Team = team,
            Batch = batch,
            Input = input.Pointer,
            Weights = kernel.Pointer,
            Bias = bias.Pointer,
            Output = output.Pointer,
            Partial = variant == DenseVariant.SharedOutputs ? null : Partial((long)batch * Shape.Outputs * Shape.InputParts),
            Squares = sumSquares ? squares : null,
        };
        SimdPath.Run(ref forward);
        if (!sumSquares) return 0;
        var sum = 0.0;
        foreach (var square in squares!) sum += square;
        return sum;
    }

    /// <summary>Both gradients in one pass over the kernel.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="input">(batch, inputs), as in the forward pass.</param>
    /// <param name="kernel">(inputs, outputs). The consumer may change it, block by block.</param>
    /// <param name="outputGradient">(batch, outputs).</param>
    /// <param name="inputGradient">Receives (batch, inputs); null where nobody wants it.</param>
    /// <param name="consumer">Takes the kernel's gradient.</param>
    /// <param name="gateSlope">The slope of the rectifier that made <paramref name="input"/>; 1 where none did.</param>
    public void Backward(
        WorkerTeam team, Tensor input, Tensor kernel, Tensor outputGradient, Tensor? inputGradient, IGradientConsumer consumer,
        float gateSlope = 1)
    {
        var batch = input.Shape[0];
        var backward = new DenseBackwardLoop
        {
            Shape = Shape,
            Variant = DenseVariants.OfBackward(Shape),
            Team = team,
            Batch = batch,
            Input = input.Pointer,
            Weights = kernel.Pointer,
            OutputGradient = outputGradient.Pointer,
            InputGradient = inputGradient is null ? null : inputGradient.Pointer,
            Consumer = consumer,
            GateSlope = gateSlope,
            PartialOf = partialOf ??= Partial,
        };
        SimdPath.Run(ref backward);
    }

    /// <inheritdoc/>
    public void Dispose() => partial?.Dispose();

    private float* Partial(long floats)
    {
        if (partial is null || partial.Length < floats)
        {
            partial?.Dispose();
            partial = new AlignedBuffer(floats);
        }

        System.Runtime.InteropServices.NativeMemory.Clear(partial.Pointer, (nuint)(floats * sizeof(float)));
        return partial.Pointer;
    }
}

/// <summary>
/// The sizes of a dense layer, and how its kernel (inputs, outputs) is cut into blocks that fit the second-level cache.
/// </summary>
/// <param name="Inputs">Numbers in.</param>
/// <param name="Outputs">Numbers out.</param>
public sealed record DenseShape(int Inputs, int Outputs)
{
    private const int BlockFloats = 32 << 10;
    private const int LongestRow = 256;
    private const int MostParts = 16;

    /// <summary>Neighbouring blocks that a worker takes together.</summary>
    internal const int BlocksPerChunk = 16;

    /// <summary>Outputs per block.</summary>
    internal int BlockOutputs => Math.Min(Outputs, LongestRow);

    /// <summary>Inputs per block.</summary>
    internal int BlockInputs => Math.Min(Inputs, Math.Max(8, BlockFloats / BlockOutputs / 8 * 8));

    /// <summary>Blocks along the inputs.</summary>
    internal int InputBlocks => (Inputs + BlockInputs - 1) / BlockInputs;

    /// <summary>
    /// Parts of the inputs with sums of their own, where the inputs are shared out: more than workers, so that one that is held up leaves
    /// its work to others, and a fixed number, so that the result is the same whoever computes what.
    /// </summary>
    internal int InputParts => Math.Min(InputBlocks, MostParts);

    /// <summary>Blocks along the outputs.</summary>
    internal int OutputBlocks => (Outputs + BlockOutputs - 1) / BlockOutputs;

    /// <summary>The blocks of a part of the inputs.</summary>
    internal (int Start, int End) InputPart(int part) =>
        ((int)((long)InputBlocks * part / InputParts), (int)((long)InputBlocks * (part + 1) / InputParts));

    /// <summary>Multiplications and additions of one pass for one item.</summary>
    public long Operations => 2L * Inputs * Outputs;
}

/// <summary>How a <see cref="DenseProduct"/> can be computed.</summary>
internal enum DenseVariant
{
    /// <summary>Row behind row of the kernel for a few items: <see cref="FewItemsLoop{TVector, TSimd}"/>.</summary>
    FewItems,

    /// <summary>Tiles; workers share the inputs, and their sums are added up in the end.</summary>
    SharedInputs,

    /// <summary>Tiles; workers share the outputs, and each sums over all inputs.</summary>
    SharedOutputs,
}

/// <summary>Which variant of a dense product is taken, the best one that fits first. This is the only place that chooses.</summary>
internal static class DenseVariants
{
    /// <summary>The largest batch for which reading the kernel is all the work; above it the arithmetic counts.</summary>
    private const int MostFewItems = 4;

    /// <summary>For the product.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="batch">How many items.</param>
    /// <param name="sumsSquares">Whether the squares of the kernel are summed on the way, which blocks are read for.</param>
    public static DenseVariant OfForward(DenseShape shape, int batch, bool sumsSquares)
    {
        // 1. A picture or a few to encode: the kernel is read once, as it lies, and nothing is copied. Every sum takes its terms in the
        // order of the tiles'.
        if (SharesInputs(shape) && batch <= MostFewItems && !sumsSquares) return DenseVariant.FewItems;

        // 2. More inputs than outputs, as where an encoder ends: few outputs would leave workers idle.
        // 3. More outputs than inputs, as where a decoder begins: nothing has to be added up afterwards.
        return OfBackward(shape);
    }

    /// <summary>For the gradients. There are no few items: every block of the kernel is visited for its gradient anyway.</summary>
    public static DenseVariant OfBackward(DenseShape shape) => SharesInputs(shape) ? DenseVariant.SharedInputs : DenseVariant.SharedOutputs;

    /// <summary>Workers share the longer side, of which there is more to share.</summary>
    private static bool SharesInputs(DenseShape shape) => shape.Inputs >= shape.Outputs;
}

/// <summary>
/// Takes a gradient piece by piece as it is computed. A layer with a hundred million weights never stores its gradient whole:
/// while a piece is in the cache, the consumer updates the weights with it.
/// </summary>
public unsafe interface IGradientConsumer
{
    /// <summary>
    /// Takes one block. Called from several workers at a time, for blocks that do not overlap, after the last use of the block's
    /// old weights.
    /// </summary>
    /// <param name="offset">Where the block's first number lies in the parameter.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="columns">Columns of the block.</param>
    /// <param name="parameterStride">From a row of the block to the next in the parameter.</param>
    /// <param name="gradient">The block's first number.</param>
    /// <param name="gradientStride">From a row to the next in the gradient.</param>
    void Consume(long offset, int rows, int columns, nint parameterStride, float* gradient, nint gradientStride);
}

/// <summary>A dense layer and its gradients as plain loops, summed in float64: what <see cref="DenseProduct"/> is tested against.</summary>
public static class DenseReference
{
    /// <summary>output[b, o] = Σ input[b, i] · kernel[i, o] + bias[o].</summary>
    public static double[] Forward(
        int batch, int inputs, int outputs, ReadOnlySpan<float> input, ReadOnlySpan<float> kernel, ReadOnlySpan<float> bias)
    {
        var output = new double[batch * outputs];
        for (var b = 0; b < batch; b++)
        for (var o = 0; o < outputs; o++)
        {
            double sum = bias[o];
            for (var i = 0; i < inputs; i++) sum += (double)input[b * inputs + i] * kernel[i * outputs + o];
            output[b * outputs + o] = sum;
        }

        return output;
    }

    /// <summary>The gradient with respect to the input.</summary>
    public static double[] InputGradient(int batch, int inputs, int outputs, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> kernel)
    {
        var gradient = new double[batch * inputs];
        for (var b = 0; b < batch; b++)
        for (var i = 0; i < inputs; i++)
        for (var o = 0; o < outputs; o++)
            gradient[b * inputs + i] += (double)outputGradient[b * outputs + o] * kernel[i * outputs + o];
        return gradient;
    }

    /// <summary>The gradient with respect to the kernel.</summary>
    public static double[] KernelGradient(int batch, int inputs, int outputs, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient)
    {
        var gradient = new double[inputs * outputs];
        for (var b = 0; b < batch; b++)
        for (var i = 0; i < inputs; i++)
        for (var o = 0; o < outputs; o++)
            gradient[i * outputs + o] += (double)input[b * inputs + i] * outputGradient[b * outputs + o];
        return gradient;
    }
}
