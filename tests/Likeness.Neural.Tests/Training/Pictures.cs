using Likeness.Neural.Training;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Training;

/// <summary>Some smooth pictures in memory, always in the same order.</summary>
internal sealed class Pictures(int count, int pictureLength, int seed, int batchSize = 4) : IBatchSource
{
    private readonly float[] values = Smooth(count, pictureLength, seed);
    private int next;

    public int Count => count;

    public int Epochs { get; private set; }

    /// <summary>Pictures that were read, in all epochs.</summary>
    public int Reads { get; private set; }

    public int LargestBatch => batchSize;

    public int NextBatch { get; private set; }

    public void BeginEpoch(int epoch, int firstBatch = 0)
    {
        NextBatch = firstBatch;
        next = Math.Min(count, firstBatch * batchSize);
        Epochs++;
    }

    public int Read(Span<float> batch, Span<int> labels, CancellationToken cancellationToken)
    {
        var pictures = Math.Min(batch.Length / pictureLength, count - next);
        values.AsSpan(next * pictureLength, pictures * pictureLength).CopyTo(batch);
        next += pictures;
        Reads += pictures;
        NextBatch++;
        return pictures;
    }

    /// <summary>Puts a number that is none into a picture.</summary>
    public Pictures Spoil(int picture)
    {
        values[picture * pictureLength] = float.NaN;
        return this;
    }

    private static float[] Smooth(int count, int length, int seed)
    {
        var parameters = RandomNumbers.Array(count * 2, seed, 0.1f, 1);
        var values = new float[count * length];
        for (var i = 0; i < values.Length; i++)
            values[i] = 0.5f + 0.4f * MathF.Sin(parameters[i / length * 2] * (i % length) * 0.2f) * parameters[i / length * 2 + 1];
        return values;
    }
}
