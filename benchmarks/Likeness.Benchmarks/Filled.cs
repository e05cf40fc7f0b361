using Likeness.Numerics.Tensors;

namespace Likeness.Benchmarks;

/// <summary>Tensors of random numbers.</summary>
internal static class Filled
{
    public static Tensor Random(params int[] axes)
    {
        var tensor = new Tensor(new Shape(axes));
        var random = new Random(1);
        foreach (ref var value in tensor.Span) value = random.NextSingle() - 0.5f;
        return tensor;
    }
}
