using Likeness.Descriptors;
using Likeness.Search;

namespace Likeness.Tests.Fakes;

/// <summary>How much neighbouring pixels differ, across and down, beside numbers that tell nothing of it: a base that a head can learn from.</summary>
internal sealed class MeanDescriptor(string name, string fingerprint) : IDescriptor
{
    public const int Length = 6;

    private const int Side = 16;

    public string Name => name;

    public int Dimensions => Length;

    public string Fingerprint => fingerprint;

    public Metric Metric => Metric.Euclidean;

    public int PictureHeight => Side;

    public int PictureWidth => Side;

    public void Describe(ReadOnlySpan<byte> pictures, int count, Span<float> vectors)
    {
        for (var picture = 0; picture < count; picture++)
        {
            var pixels = pictures.Slice(picture * Side * Side * 3, Side * Side * 3);
            var vector = vectors.Slice(picture * Length, Length);
            vector.Clear();
            for (var i = 0; i < pixels.Length - 3 * Side; i++)
            {
                vector[0] += Math.Abs(pixels[i] - pixels[i + 3]) / 1e4f;
                vector[1] += Math.Abs(pixels[i] - pixels[i + 3 * Side]) / 1e4f;
            }

            for (var i = 2; i < Length; i++) vector[i] = pixels[i * 31] / 100f;
        }
    }

    public void Dispose() => GC.SuppressFinalize(this);
}
