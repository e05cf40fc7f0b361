using System.Security.Cryptography;
using System.Text;
using Likeness.Imaging;
using Likeness.Numerics.Parallelism;
using Likeness.Search;

namespace Likeness.Descriptors.Colour;

/// <summary>
/// The colours of a picture and how high they stand in it: a histogram of 8 hues × 4 saturations × 4 values in each of 4 horizontal bands, compared by the
/// Hellinger distance. It needs no training.
/// </summary>
public sealed class ColourDescriptor : IDescriptor
{
    /// <summary>Its name in every library.</summary>
    public const string StandardName = "colour";

    private readonly Lock turn = new();
    private readonly WorkerTeam team;

    /// <summary>For pictures of a size. That of the descriptor beside which it is used costs no second decoding.</summary>
    /// <param name="height">In pixels, at least 1.</param>
    /// <param name="width">In pixels, at least 1.</param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <exception cref="WrongSettingsException">A size is not positive.</exception>
    public ColourDescriptor(int height, int width, int threads = 0)
    {
        _ = Pixels.ByteCount(height, width);
        (PictureHeight, PictureWidth) = (height, width);
        var description = $"hsv {BandedColourHistogram.Hues}x{BandedColourHistogram.Saturations}x{BandedColourHistogram.Values}, {BandedColourHistogram.Bands} bands, "
            + $"square roots, every {BandedColourHistogram.EnoughPixels}th part, pictures {height}x{width}, version 1";
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(description)));
        team = new WorkerTeam(threads);
    }

    /// <inheritdoc/>
    public string Name => StandardName;

    /// <inheritdoc/>
    public int Dimensions => BandedColourHistogram.Length;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public Metric Metric => Metric.Euclidean;

    /// <inheritdoc/>
    public int PictureHeight { get; }

    /// <inheritdoc/>
    public int PictureWidth { get; }

    /// <inheritdoc/>
    public unsafe void Describe(ReadOnlySpan<byte> pictures, int count, Span<float> vectors)
    {
        var bytes = Pixels.ByteCount(PictureHeight, PictureWidth);
        // The threads below look at the memory unchecked; this is what makes it safe.
        ArgumentOutOfRangeException.ThrowIfLessThan(pictures.Length, (long)count * bytes, nameof(pictures));
        ArgumentOutOfRangeException.ThrowIfLessThan(vectors.Length, (long)count * Dimensions, nameof(vectors));
        fixed (byte* from = pictures)
        fixed (float* to = vectors)
        {
            lock (turn) team.For(count, new HistogramWork { Pictures = from, Vectors = to, Height = PictureHeight, Width = PictureWidth });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => team.Dispose();

    private unsafe struct HistogramWork : IWork
    {
        public byte* Pictures;
        public float* Vectors;
        public int Height;
        public int Width;

        public readonly void Run(int start, int end, int worker)
        {
            var bytes = Height * Width * Pixels.Channels;
            for (var i = start; i < end; i++)
            {
                BandedColourHistogram.Compute(
                    new ReadOnlySpan<byte>(Pictures + (nint)i * bytes, bytes), Height, Width,
                    new Span<float>(Vectors + (nint)i * BandedColourHistogram.Length, BandedColourHistogram.Length));
            }
        }
    }
}
