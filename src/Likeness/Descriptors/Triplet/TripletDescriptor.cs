using Likeness.Imaging;
using Likeness.Neural.Files;
using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Search;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Likeness.Descriptors.Triplet;

/// <summary>
/// The embedding that was learned from labels by a triplet loss: vectors of length 1, of pictures directly or of what another descriptor says of them. Their Euclidean distance is
/// the one that the loss moved.
/// </summary>
public sealed class TripletDescriptor : IDescriptor
{
    /// <summary>Its name in every library.</summary>
    public const string StandardName = "triplet";

    private readonly EmbeddingModel model;
    private readonly IDescriptor? vectors;
    private readonly WorkerTeam team;
    private readonly Pass pass;
    private readonly Lock turn = new(); // all threads serve one batch
    private Tensor? batch;

    private TripletDescriptor(EmbeddingModel model, string fingerprint, IDescriptor? vectors, int threads)
    {
        (this.model, Fingerprint, this.vectors) = (model, fingerprint, vectors);
        team = new WorkerTeam(threads);
        pass = new Pass(team, Training: false);
    }

    /// <inheritdoc/>
    public string Name => StandardName;

    /// <inheritdoc/>
    public int Dimensions => model.Settings.Dimensions;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public Metric Metric => Metric.Euclidean;

    /// <inheritdoc/>
    public int PictureHeight => vectors?.PictureHeight ?? model.Settings.Encoder!.Height;

    /// <inheritdoc/>
    public int PictureWidth => vectors?.PictureWidth ?? model.Settings.Encoder!.Width;

    /// <summary>Loads an embedding.</summary>
    /// <param name="file">As written by a training.</param>
    /// <param name="open">Opens the descriptor that it stands on, by name; it is disposed with this one.</param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <exception cref="UnusableInputException">There is no such file, or what it stands on cannot be opened.</exception>
    /// <exception cref="DamagedDataException">It is damaged, or the descriptor that it stands on is not the one that it was trained on.</exception>
    public static TripletDescriptor Load(string file, Func<string, IDescriptor> open, int threads = 0)
    {
        var (model, header) = EmbeddingFile.Read(file);
        IDescriptor? vectors = null;
        try
        {
            if (header.Settings.Base is { } wanted)
            {
                vectors = open(wanted.Descriptor);
                if (vectors.Fingerprint != wanted.Fingerprint || vectors.Dimensions != wanted.Dimensions)
                {
                    throw new DamagedDataException(
                        $"The embedding {file} was learned on vectors of the descriptor '{wanted.Descriptor}' {Short(wanted.Fingerprint)} with {wanted.Dimensions} numbers; the library's is {Short(vectors.Fingerprint)} with {vectors.Dimensions}. "
                        + "Learn it again on those (train --objective triplet), or set the descriptor up as it was.");
                }
            }

            return new TripletDescriptor(model, header.Fingerprint, vectors, threads);
        }
        catch
        {
            vectors?.Dispose();
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Describe(ReadOnlySpan<byte> pictures, int count, Span<float> vectors)
    {
        lock (turn) DescribeAlone(pictures, count, vectors);
    }

    private void DescribeAlone(ReadOnlySpan<byte> pictures, int count, Span<float> vectors)
    {
        if (batch?.Shape[0] != count)
        {
            batch?.Dispose();
            batch = new Tensor(model.Network.InputShape.Batch(count));
        }

        var bytes = pictures[..checked(count * Pixels.ByteCount(PictureHeight, PictureWidth))];
        if (this.vectors is null) PictureNumbers.Fill(team, bytes, model.Settings.Encoder!.Grey, batch);
        else this.vectors.Describe(bytes, count, batch.Span);
        model.Network.Forward(pass, batch).Span.CopyTo(vectors);
        if (this.vectors is null) return;
        // A rectifier makes 0 of NaN: what the other descriptor cannot describe would look as if this one could.
        for (var i = 0; i < count; i++)
        {
            if (!float.IsFinite(TensorPrimitives.MaxMagnitude<float>(batch.Span.Slice(i * this.vectors.Dimensions, this.vectors.Dimensions))))
                vectors.Slice(i * Dimensions, Dimensions).Fill(float.NaN);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        batch?.Dispose();
        vectors?.Dispose();
        team.Dispose();
        model.Dispose();
    }

    private static string Short(string fingerprint) => fingerprint[..Math.Min(12, fingerprint.Length)];
}
