using System.Globalization;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text;
using Likeness.Imaging;
using Likeness.Imaging.Batches;
using Likeness.Search;

namespace Likeness.Descriptors.Processing;

/// <summary>A descriptor whose vectors are changed before they are compared; see <see cref="PostProcessing"/>. It disposes the descriptor that it stands on.</summary>
public sealed class PostProcessedDescriptor : IDescriptor
{
    private readonly IDescriptor raw;
    private readonly PostProcessing settings;
    private readonly PrincipalComponents? components;

    /// <param name="raw">What makes the vectors.</param>
    /// <param name="settings">What is made of them.</param>
    /// <param name="components">Those of the settings, fitted; null where they ask for none.</param>
    /// <param name="digest">Of the components' numbers, for the fingerprint.</param>
    /// <exception cref="ArgumentException">The components are not those of the settings, or of other vectors.</exception>
    public PostProcessedDescriptor(IDescriptor raw, PostProcessing settings, PrincipalComponents? components = null, string digest = "")
    {
        if ((components?.Count ?? 0) != settings.Components) throw new ArgumentException($"{settings.Components} components are asked for, but {components?.Count ?? 0} are there.", nameof(components));
        if (components is not null && components.Dimensions != raw.Dimensions)
            throw new ArgumentException($"The components are of vectors of {components.Dimensions} numbers; '{raw.Name}' gives {raw.Dimensions}.", nameof(components));
        (this.raw, this.settings, this.components) = (raw, settings, components);
        Dimensions = components?.Count ?? raw.Dimensions;
        Fingerprint = FingerprintOf(raw.Fingerprint, settings, digest);
    }

    /// <inheritdoc/>
    public string Name => raw.Name;

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public Metric Metric => components is null ? raw.Metric : Metric.Euclidean;

    /// <inheritdoc/>
    public int PictureHeight => raw.PictureHeight;

    /// <inheritdoc/>
    public int PictureWidth => raw.PictureWidth;

    /// <summary>The settings without what has to be fitted and what comes after it: those of the vectors that components are fitted to.</summary>
    internal static PostProcessing BeforeFitting(PostProcessing settings) => PostProcessing.None with { Mirror = settings.Mirror };

    /// <summary>The fingerprint of the vectors that components are fitted to.</summary>
    internal static string RawFingerprint(IDescriptor raw, PostProcessing settings) => FingerprintOf(raw.Fingerprint, BeforeFitting(settings), "");

    /// <inheritdoc/>
    public void Describe(ReadOnlySpan<byte> pictures, int count, Span<float> vectors)
    {
        var of = raw.Dimensions;
        var found = new float[checked(count * of)];
        raw.Describe(pictures, count, found);
        if (settings.Mirror)
        {
            var others = new float[found.Length];
            raw.Describe(Mirrored(pictures, count), count, others);
            TensorPrimitives.Add(found, others, found);
            TensorPrimitives.Multiply(found, 0.5f, found);
        }

        for (var i = 0; i < count; i++) Finish(found.AsSpan(i * of, of), vectors.Slice(i * Dimensions, Dimensions));
    }

    /// <summary>Makes of a vector that components are fitted to what this descriptor gives.</summary>
    /// <param name="before">As many numbers as the raw descriptor gives.</param>
    /// <param name="vector">Receives <see cref="Dimensions"/> numbers.</param>
    internal void Finish(ReadOnlySpan<float> before, Span<float> vector)
    {
        if (components is null) before.CopyTo(vector);
        else components.Project(before, settings.Whitening, vector);
        if (settings.Normalise) UnitLength.Scale(vector);
    }

    /// <inheritdoc/>
    public void Dispose() => raw.Dispose();

    private ReadOnlySpan<byte> Mirrored(ReadOnlySpan<byte> pictures, int count)
    {
        var bytes = count * Pixels.ByteCount(PictureHeight, PictureWidth);
        var mirrored = pictures[..bytes].ToArray();
        Mirroring.Horizontally(mirrored, PictureWidth, grey: false);
        return mirrored;
    }

    private static string FingerprintOf(string raw, PostProcessing settings, string digest)
    {
        if (settings == PostProcessing.None) return raw;
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{raw}\nmirror {settings.Mirror}, components {settings.Components}, whitening {settings.Whitening:r}, length 1 {settings.Normalise}, version 1\n{digest}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
