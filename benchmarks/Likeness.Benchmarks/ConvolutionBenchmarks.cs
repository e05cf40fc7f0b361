using BenchmarkDotNet.Attributes;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;

namespace Likeness.Benchmarks;

/// <summary>The five convolutions of the autoencoder at 256×256, batch 32: each direction by itself.</summary>
public class ConvolutionBenchmarks
{
    private const int Batch = 32;

    private WorkerTeam team = null!;
    private Correlation convolution = null!;
    private Correlation transposed = null!;
    private KernelGradient kernelGradient = null!;
    private Tensor input = null!;
    private Tensor output = null!;
    private Tensor kernel = null!;
    private Tensor gradient = null!;
    private Tensor inputBias = null!;
    private Tensor outputBias = null!;

    /// <summary>Named after the layer of the autoencoder.</summary>
    [Params("conv 3→32", "conv 32→64", "transposed 64→64", "transposed 64→32", "transposed 32→3")]
    public string Layer { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var shape = Layer switch
        {
            "conv 3→32" => ConvolutionShape.Same(256, 256, 3, 32, 3, 3, 2),
            "conv 32→64" => ConvolutionShape.Same(128, 128, 32, 64, 3, 3, 2),
            "transposed 64→64" => ConvolutionShape.SameTransposed(64, 64, 64, 64, 3, 3, 2),
            "transposed 64→32" => ConvolutionShape.SameTransposed(128, 128, 64, 32, 3, 3, 2),
            _ => ConvolutionShape.SameTransposed(256, 256, 32, 3, 3, 3, 1),
        };
        team = new WorkerTeam();
        convolution = Correlation.Convolution(shape);
        transposed = Correlation.Transposed(shape);
        kernelGradient = new KernelGradient(shape);
        input = Filled.Random(Batch, shape.InputHeight, shape.InputWidth, shape.InputChannels);
        output = Filled.Random(Batch, shape.OutputHeight, shape.OutputWidth, shape.OutputChannels);
        kernel = Filled.Random(shape.KernelHeight, shape.KernelWidth, shape.InputChannels, shape.OutputChannels);
        gradient = Filled.Random(shape.KernelHeight, shape.KernelWidth, shape.InputChannels, shape.OutputChannels);
        inputBias = Filled.Random(shape.InputChannels);
        outputBias = Filled.Random(shape.OutputChannels);
    }

    [GlobalCleanup]
    public void Cleanup() => team.Dispose();

    /// <summary>The convolution, with bias and ReLU.</summary>
    [Benchmark]
    public void Convolution() => convolution.Run(team, input, kernel, output, new Epilogue { Bias = outputBias, Slope = 0 });

    /// <summary>The transposed convolution, with bias.</summary>
    [Benchmark]
    public void Transposed() => transposed.Run(team, output, kernel, input, new Epilogue { Bias = inputBias });

    /// <summary>The kernel's gradient, with the bias's.</summary>
    [Benchmark]
    public void KernelGradient() => kernelGradient.Run(team, input, output, gradient, outputBias);
}
