using Likeness.Descriptors;
using Likeness.Search;

namespace Likeness.Tests.Fakes;

/// <summary>The first pixels of a picture as its vector, so that what the vector must be follows from the content.</summary>
internal sealed class FakeDescriptor(string name = "fake", string fingerprint = "f1", int side = 2, int dimensions = 4) : IDescriptor
{
    public string Name => name;

    public int Dimensions => dimensions;

    public string Fingerprint => fingerprint;

    public Metric Metric => Metric.Euclidean;

    public int PictureHeight => side;

    public int PictureWidth => side;

    public int Described { get; private set; }

    public int LargestBatch { get; private set; }

    /// <summary>Called before every batch.</summary>
    public Action BeforeBatch { get; set; } = () => { };

    /// <summary>The first byte of pictures that get vectors which are not numbers.</summary>
    public int? Poison { get; set; }

    /// <summary>The first byte of pictures that get vectors as long as float32 has room for.</summary>
    public int? Huge { get; set; }

    public void Describe(ReadOnlySpan<byte> pictures, int count, Span<float> vectors)
    {
        BeforeBatch();
        Described += count;
        LargestBatch = Math.Max(LargestBatch, count);
        var bytes = side * side * 3;
        Assert.Equal(count * bytes, pictures.Length);
        for (var i = 0; i < count; i++)
        for (var d = 0; d < dimensions; d++)
            vectors[i * dimensions + d] = pictures[i * bytes] == Poison ? float.NaN : pictures[i * bytes] == Huge ? 3e38f : pictures[i * bytes + d] / 255f;
    }

    public int Disposals { get; private set; }

    public void Dispose()
    {
        Disposals++;
        GC.SuppressFinalize(this);
    }
}
