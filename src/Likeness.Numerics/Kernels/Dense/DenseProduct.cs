using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.Dense;

/// <summary>
/// output = input · kernel + bias, and its gradients, for layers whose kernel is far larger than the batch: every block of
/// the kernel is read once per pass, and in the backward pass once for both gradients and the update together.
/// </summary>
public sealed unsafe class DenseProduct(DenseShape shape) : IDisposable
{
    private AlignedBuffer? partial;
    private double[]? squares;
    private DenseBackwardKernel.PartialMemory? partialOf;

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
        var forward = new DenseForwardKernel
        {
            Shape = Shape,
            Team = team,
            Batch = batch,
            Input = input.Pointer,
            Weights = kernel.Pointer,
            Bias = bias.Pointer,
            Output = output.Pointer,
            Partial = Shape.SplitInputs ? Partial((long)batch * Shape.Outputs * Shape.InputParts) : null,
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
        WorkerTeam team, Tensor input, Tensor kernel, Tensor outputGradient, Tensor? inputGradient, IGradientConsumer consumer, float gateSlope = 1)
    {
        var batch = input.Shape[0];
        var backward = new DenseBackwardKernel
        {
            Shape = Shape,
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
