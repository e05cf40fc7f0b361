using BenchmarkDotNet.Attributes;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;

namespace Likeness.Benchmarks;

/// <summary>The two dense layers of the autoencoder at 256×256: 50 million weights each.</summary>
public class DenseBenchmarks
{
    private WorkerTeam team = null!;
    private DenseProduct product = null!;
    private Tensor input = null!;
    private Tensor output = null!;
    private Tensor kernel = null!;
    private Tensor bias = null!;
    private Tensor inputGradient = null!;

    [Params(1, 32)]
    public int Batch { get; set; }

    [Params("262144→192", "192→262144")]
    public string Layer { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var (inputs, outputs) = Layer == "262144→192" ? (262144, 192) : (192, 262144);
        team = new WorkerTeam();
        product = new DenseProduct(new DenseShape(inputs, outputs));
        input = Filled.Random(Batch, inputs);
        output = Filled.Random(Batch, outputs);
        kernel = Filled.Random(inputs, outputs);
        bias = Filled.Random(outputs);
        inputGradient = Filled.Random(Batch, inputs);
    }

    [GlobalCleanup]
    public void Cleanup() => team.Dispose();

    [Benchmark]
    public void Forward() => product.Forward(team, input, kernel, bias, output);

    /// <summary>Both gradients, the kernel's thrown away.</summary>
    [Benchmark]
    public void Backward() => product.Backward(team, input, kernel, output, inputGradient, new Nobody());

    private sealed unsafe class Nobody : IGradientConsumer
    {
        public void Consume(long offset, int rows, int columns, nint parameterStride, float* gradient, nint gradientStride) { }
    }
}
