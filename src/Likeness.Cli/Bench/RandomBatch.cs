using Likeness.Numerics.Tensors;

namespace Likeness.Cli.Bench;

/// <summary>Pictures of noise, the same at every run.</summary>
internal static class RandomBatch
{
    public static Tensor Make(Shape picture, int count)
    {
        var batch = new Tensor(picture.Batch(count));
        var random = new Random(1);
        foreach (ref var value in batch.Span) value = random.NextSingle();
        return batch;
    }
}
