using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text;
using Likeness.Descriptors;
using Likeness.Imaging;
using Likeness.Numerics.Memory;
using Likeness.Onnx.Networks;
using Likeness.Onnx.Preprocessing;
using Likeness.Search;

namespace Likeness.Onnx;

/// <summary>
/// The features that a pretrained network makes of a picture. Scaled to length 1, as they are by default, their Euclidean distance ranks as the cosine of their angle does.
/// </summary>
public sealed unsafe class OnnxDescriptor : IDescriptor
{
    /// <summary>Its name in every library.</summary>
    public const string StandardName = "onnx";

    // Changes when this code makes other numbers of the same network and the same picture.
    private const int ReaderVersion = 1;

    // So few that what flows between operators mostly stays in the caches: more at once cost more time (see PretrainedBenchmarks) and more memory.
    private const int MostAtOnce = 4;

    // 1 GiB: a hundred times what networks take that were exported for a fixed number of pictures.
    private const int MostNumbers = 1 << 28;

    private readonly OnnxNetwork network;
    private readonly PictureInput input;
    private readonly PictureScaling scaling;
    private readonly AlignedBuffer numbers;
    private readonly Lock turn = new(); // the numbers are one batch's
    private readonly int atOnce;

    /// <param name="network">Disposed of with the descriptor, and when it cannot be one.</param>
    /// <param name="output">The name of an output; null to choose it.</param>
    /// <param name="preprocessing">What is done to pictures before.</param>
    /// <param name="normalise">Whether vectors are scaled to length 1.</param>
    /// <param name="dimensions">Numbers per vector, where they are known from before; 0 to find out with a blank picture.</param>
    internal OnnxDescriptor(OnnxNetwork network, string? output, OnnxPreprocessing preprocessing, bool normalise, int dimensions = 0)
    {
        this.network = network;
        try
        {
            preprocessing.Validate();
            (Preprocessing, Normalise) = (preprocessing, normalise);
            input = PictureInput.Of(network, preprocessing);
            Output = FeatureOutput.Choose(network, output);
            scaling = new PictureScaling(preprocessing, input.Layout);
            atOnce = input.Batch > 0 ? input.Batch : MostAtOnce;
            numbers = new AlignedBuffer(Numbers());
            Dimensions = dimensions > 0 ? dimensions : Try();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name => StandardName;

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"onnx, network {network.Digest}, output {Output}, {Preprocessing.Canonical(input.Layout)}, {(Normalise ? "length 1" : "as they are")}, version {ReaderVersion}")));

    /// <inheritdoc/>
    public Metric Metric => Metric.Euclidean;

    /// <inheritdoc/>
    public int PictureHeight => Preprocessing.Resize;

    /// <inheritdoc/>
    public int PictureWidth => Preprocessing.Resize;

    /// <summary>The output that the vectors are read from.</summary>
    public string Output { get; }

    /// <summary>The network itself, for as long as the descriptor is.</summary>
    public OnnxNetwork Network => network;

    /// <summary>What is done to pictures before the network gets them.</summary>
    public OnnxPreprocessing Preprocessing { get; }

    /// <summary>Whether vectors are scaled to length 1.</summary>
    public bool Normalise { get; }

    /// <summary>What the network's files contain.</summary>
    public NetworkDigest Digest => network.Digest;

    /// <summary>The sizes of the network's input for so many pictures; networks that take a fixed number at once take no other.</summary>
    public IReadOnlyList<long> InputAxes(int pictures) => input.Axes(pictures, Preprocessing.Crop);

    /// <summary>Makes a descriptor of a network, and tries it on a blank picture.</summary>
    /// <param name="file">An .onnx file.</param>
    /// <param name="output">The name of the output with the features; null for the only one, or the one with a usual name.</param>
    /// <param name="preprocessing">What is done to pictures before; null for <see cref="OnnxPreprocessing.ImageNet"/>.</param>
    /// <param name="normalise">Whether vectors are scaled to length 1.</param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <exception cref="UnusableInputException">There is no ONNX Runtime; or the file is missing, damaged, no network, or none that makes a vector of a picture.</exception>
    /// <exception cref="WrongSettingsException">The output or the preprocessing does not fit the network.</exception>
    public static OnnxDescriptor Open(string file, string? output = null, OnnxPreprocessing? preprocessing = null, bool normalise = true, int threads = 0)
    {
        (preprocessing ??= OnnxPreprocessing.ImageNet).Validate();
        return new OnnxDescriptor(OnnxNetwork.Open(file, threads), output, preprocessing, normalise);
    }

    /// <inheritdoc/>
    public void Describe(ReadOnlySpan<byte> pictures, int count, Span<float> vectors) => Describe(pictures, count, vectors, CancellationToken.None);

    /// <summary>Describes a batch.</summary>
    /// <param name="pictures">count × height × width × 3 bytes, RGB, upright.</param>
    /// <param name="count">How many pictures, at least 1.</param>
    /// <param name="vectors">Receives count × <see cref="Dimensions"/> numbers.</param>
    /// <param name="cancellationToken">Ends the work between two operators of the network.</param>
    /// <remarks>A picture of which the network makes nothing that can be used gets NaN, and the others get what they get without it.</remarks>
    /// <exception cref="UnusableInputException">ONNX Runtime fails, whatever the picture.</exception>
    /// <exception cref="DamagedDataException">The network makes vectors of another length than it did.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public void Describe(ReadOnlySpan<byte> pictures, int count, Span<float> vectors, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pictures.Length, (long)count * scaling.Bytes, nameof(pictures));
        ArgumentOutOfRangeException.ThrowIfLessThan(vectors.Length, (long)count * Dimensions, nameof(vectors));
        vectors = vectors[..(count * Dimensions)];
        for (var done = 0; done < count;)
        {
            var some = Math.Min(atOnce, count - done);
            var from = pictures.Slice(done * scaling.Bytes, some * scaling.Bytes);
            var to = vectors.Slice(done * Dimensions, some * Dimensions);
            lock (turn) DescribeSome(from, some, to, cancellationToken);
            done += some;
        }

        for (var i = 0; i < count && Normalise; i++) UnitLength.Scale(vectors.Slice(i * Dimensions, Dimensions));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        numbers?.Dispose();
        network.Dispose();
    }

    /// <summary>
    /// Describes as many as are computed at once. Where that fails it is tried one by one; where one fails alone, and a blank picture does not, the fault is the picture's.
    /// </summary>
    private void DescribeSome(ReadOnlySpan<byte> pictures, int some, Span<float> vectors, CancellationToken cancellationToken)
    {
        try
        {
            using var features = Run(pictures, some, cancellationToken);
            var found = FeatureOutput.Dimensions(network, Output, features.Axes, RunSize(some));
            if (found != Dimensions)
                throw new DamagedDataException($"The network {network.File} makes vectors of {found} numbers, where {Dimensions} were expected. Describe the pictures anew (index --descriptor {StandardName} --network FILE).");
            features.Numbers[..vectors.Length].CopyTo(vectors);
        }
        catch (Exception failure) when (failure is UnusableInputException or DamagedDataException && (some > 1 || Describes(Blank(0), cancellationToken)))
        {
            if (some == 1) vectors.Fill(float.NaN);
            else for (var i = 0; i < some; i++) DescribeSome(pictures.Slice(i * scaling.Bytes, scaling.Bytes), 1, vectors.Slice(i * Dimensions, Dimensions), cancellationToken);
        }
    }

    private bool Describes(byte[] picture, CancellationToken cancellationToken)
    {
        try
        {
            using var features = Run(picture, 1, cancellationToken);
            return FeatureOutput.Dimensions(network, Output, features.Axes, RunSize(1)) == Dimensions;
        }
        catch (UnusableInputException)
        {
            return false;
        }
    }

    /// <summary>What a network makes of a blank picture shows whether it can do it at all, and how long its vectors are.</summary>
    private int Try()
    {
        var dimensions = 0;
        foreach (var brightness in (byte[])[0, 64, 128])
        {
            using var features = Run(Blank(brightness), 1, CancellationToken.None);
            dimensions = FeatureOutput.Dimensions(network, Output, features.Axes, RunSize(1));
            // One picture may be one that it cannot divide by; several are not.
            if (float.IsFinite(TensorPrimitives.MaxMagnitude(features.Numbers[..dimensions]))) return dimensions;
        }

        throw new UnusableInputException(
            $"The network {network.File} makes numbers that are not finite (NaN or infinite) of a black picture and of grey ones, in its output '{Printable.Line(Output)}'. Its weights are damaged, or the preprocessing is not the one it was trained with.");
    }

    private byte[] Blank(byte brightness)
    {
        var picture = new byte[scaling.Bytes];
        picture.AsSpan().Fill(brightness);
        return picture;
    }

    private long Numbers()
    {
        var count = (long)atOnce * scaling.Numbers;
        return count <= MostNumbers
            ? count
            : throw new UnusableInputException($"The network {network.File} takes {atOnce} pictures of {Preprocessing.Crop} × {Preprocessing.Crop} pixels at once, which are more than {MostNumbers} numbers. Export it for fewer, or for any number.");
    }

    private int RunSize(int pictures) => input.Batch > 0 ? input.Batch : pictures;

    private OnnxOutput Run(ReadOnlySpan<byte> pictures, int count, CancellationToken cancellationToken)
    {
        var size = RunSize(count);
        var all = new Span<float>(numbers.Pointer, size * scaling.Numbers);
        for (var i = 0; i < count; i++) scaling.Scale(pictures.Slice(i * scaling.Bytes, scaling.Bytes), all[(i * scaling.Numbers)..]);
        // A network for so many pictures gets so many; of those that are missing, nobody reads what it makes.
        all[(count * scaling.Numbers)..].Clear();
        return network.Run(input.Name, all, input.Axes(size, Preprocessing.Crop), Output, cancellationToken);
    }
}
