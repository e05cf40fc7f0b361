using Likeness.Numerics.Operations;
using Likeness.Numerics.Randomness;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>What <see cref="Conv2D"/> and <see cref="Conv2DTranspose"/> share: each is the other's gradient.</summary>
public abstract class Convolutional : Layer
{
    private readonly bool transposed;
    private Correlation? forward;
    private Correlation? backward;
    private KernelGradient? kernelGradient;
    private Tensor? kernelSum;
    private Tensor? biasSum;
    private Parameter? kernel;
    private Parameter? bias;

    private protected Convolutional(int filters, int kernelSize, int strides, bool transposed)
    {
        foreach (var (name, value) in ((string, int)[])[("filters", filters), ("kernel size", kernelSize), ("strides", strides)])
        {
            if (value < 1) throw new WrongSettingsException($"{GetType().Name}: {name} is {value}; it has to be at least 1.");
        }

        Filters = filters;
        KernelSize = kernelSize;
        Strides = strides;
        this.transposed = transposed;
    }

    /// <summary>Channels of the output.</summary>
    public int Filters { get; }

    /// <summary>Height and width of the kernel.</summary>
    public int KernelSize { get; }

    /// <summary>Step between pixels: a convolution shrinks by it, a transposed one grows.</summary>
    public int Strides { get; }

    /// <summary>The convolution's sizes, or of a transposed one those of the convolution that it is the gradient of.</summary>
    internal ConvolutionShape Shape => forward!.Shape;

    /// <inheritdoc/>
    public override LayerTraits Traits { get; } = new() { RectifiesOutput = true, ScalesOutput = true, GatesInputGradient = true };

    /// <inheritdoc/>
    public override long Operations => forward?.Shape.Operations ?? 0;

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined)
    {
        var after = new Epilogue { Bias = bias!.Value, Slope = joined.OutputSlope };
        if (!pass.Training && joined.Scaling is not null)
        {
            var (scale, shift) = joined.Scaling.Inference();
            after = after with { Scale = scale, Shift = shift };
        }

        forward!.Run(pass.Team, input, kernel!.Value, output, after);
    }

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
        var (larger, smaller) = transposed ? (outputGradient, input) : (input, outputGradient);
        kernelGradient!.Run(pass.Team, larger, smaller, kernelSum!, biasSum!, sumsOfInput: transposed);
        if (inputGradient is not null)
        {
            backward!.Run(pass.Team, outputGradient, kernel!.Value, inputGradient, new Epilogue
            {
                Gate = joined.InputSlope == 1 ? null : input, GateSlope = joined.InputSlope,
            });
        }

        pass.Gradients!.Take(kernel!, kernelSum!);
        pass.Gradients!.Take(bias!, biasSum!);
    }

    /// <inheritdoc/>
    public override void Initialize(ref Xoshiro256 random)
    {
        var shape = kernel!.Value.Shape;
        var taps = (double)shape[0] * shape[1];
        kernel.DrawGlorotUniform(taps * shape[2], taps * shape[3], ref random);
        bias!.Value.Clear();
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input)
    {
        var (height, width, channels) = Picture(input);
        var shape = transposed
            ? ConvolutionShape.SameTransposed(height, width, channels, Filters, KernelSize, KernelSize, Strides)
            : ConvolutionShape.Same(height, width, channels, Filters, KernelSize, KernelSize, Strides);
        var (convolution, reverse) = (Correlation.Convolution(shape), Correlation.Transposed(shape));
        (forward, backward) = transposed ? (reverse, convolution) : (convolution, reverse);
        kernelGradient = new KernelGradient(shape);
        kernel = AddParameter("kernel", new Shape(KernelSize, KernelSize, shape.InputChannels, shape.OutputChannels));
        bias = AddParameter("bias", new Shape(Filters));
        kernelSum = new Tensor(kernel.Value.Shape);
        biasSum = new Tensor(bias.Value.Shape);
        return transposed
            ? new Shape(shape.InputHeight, shape.InputWidth, Filters)
            : new Shape(shape.OutputHeight, shape.OutputWidth, Filters);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        forward?.Dispose();
        backward?.Dispose();
        kernelGradient?.Dispose();
        kernelSum?.Dispose();
        biasSum?.Dispose();
    }
}

/// <summary>
/// Two-dimensional convolution with 'same' padding and a bias: from (height, width, channels) to (⌈height/strides⌉, ⌈width/strides⌉,
/// filters). The kernel is (kernel size, kernel size, channels, filters); where the padding is odd, the larger part is at the bottom and
/// right, as in Keras.
/// </summary>
/// <param name="filters">Channels of the output, at least 1.</param>
/// <param name="kernelSize">Height and width of the kernel, at least 1.</param>
/// <param name="strides">Step between input pixels, at least 1.</param>
public sealed class Conv2D(int filters, int kernelSize = 3, int strides = 1)
    : Convolutional(filters, kernelSize, strides, transposed: false);

/// <summary>
/// Transposed convolution with 'same' padding and a bias, the gradient of a convolution used as a layer: from (height, width, channels) to
/// (height·strides, width·strides, filters). The kernel is (kernel size, kernel size, filters, channels), as in Keras.
/// </summary>
/// <param name="filters">Channels of the output, at least 1.</param>
/// <param name="kernelSize">Height and width of the kernel, at least 1.</param>
/// <param name="strides">How many times larger the output is, at least 1.</param>
public sealed class Conv2DTranspose(int filters, int kernelSize = 3, int strides = 1)
    : Convolutional(filters, kernelSize, strides, transposed: true);
