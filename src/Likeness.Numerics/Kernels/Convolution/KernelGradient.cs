using Likeness.Numerics.Memory;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Simd;

namespace Likeness.Numerics.Kernels.Convolution;

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
        var kernel = new KernelGradientKernel
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
        SimdPath.Run(ref kernel);
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
