using Likeness.Diagnostics;
using Likeness.Imaging;
using Likeness.Neural.Files;
using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Search;

namespace Likeness.Descriptors.Codes;

/// <summary>The codes of a library's autoencoder.</summary>
public sealed class CodesDescriptor : IDescriptor
{
    /// <summary>Its name in every library.</summary>
    public const string StandardName = "codes";

    private const int MostAttempts = 3;

    private readonly AutoencoderSettings settings;
    private readonly Task<Autoencoder> reading;
    private readonly WorkerTeam team;
    private readonly Pass pass;
    private readonly Lock turn = new(); // all threads serve one batch
    private Tensor? batch;

    private CodesDescriptor(string modelFile, int threads, int batch)
    {
        var header = ModelFile.ReadHeader(modelFile);
        (settings, Fingerprint) = (header.Settings, header.Fingerprint);
        WarmUp.Begin(settings, batch);
        reading = Task.Run(() => Read(modelFile, Fingerprint));
        team = new WorkerTeam(threads);
        pass = new Pass(team, Training: false);
    }

    /// <inheritdoc/>
    public string Name => StandardName;

    /// <inheritdoc/>
    public int Dimensions => settings.Codes;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public Metric Metric => Metric.Euclidean;

    /// <inheritdoc/>
    public int PictureHeight => settings.Height;

    /// <inheritdoc/>
    public int PictureWidth => settings.Width;

    /// <summary>Loads the encoder of a model file.</summary>
    /// <param name="modelFile">As written by a training.</param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <exception cref="UnusableInputException">There is no such file.</exception>
    /// <exception cref="DamagedDataException">It is damaged.</exception>
    public static CodesDescriptor Load(string modelFile, int threads = 0)
    {
        for (var attempt = 1; ; attempt++)
        {
            var descriptor = new CodesDescriptor(modelFile, threads, batch: 32);
            try
            {
                _ = descriptor.Model;
                return descriptor;
            }
            catch (ModelReplacedException) when (attempt < MostAttempts)
            {
                descriptor.Dispose(); // the next one reads the model that is there now
            }
            catch
            {
                descriptor.Dispose();
                throw;
            }
        }
    }

    /// <summary>
    /// Begins to load: what there is to know of the vectors is known at once, while the weights are still being read. Whoever describes first waits for them, and is told
    /// there if they are damaged.
    /// </summary>
    /// <inheritdoc cref="Load"/>
    public static CodesDescriptor Begin(string modelFile, int threads = 0) => new(modelFile, threads, batch: 1);

    private Autoencoder Model => reading.GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Describe(ReadOnlySpan<byte> pictures, int count, Span<float> vectors)
    {
        var model = Model;
        lock (turn) Describe(model, pictures, count, vectors);
    }

    private void Describe(Autoencoder model, ReadOnlySpan<byte> pictures, int count, Span<float> vectors)
    {
        if (batch?.Shape[0] != count)
        {
            batch?.Dispose();
            batch = new Tensor(model.Encoder.InputShape.Batch(count));
        }

        PictureNumbers.Fill(team, pictures[..(count * PictureHeight * PictureWidth * Pixels.Channels)], settings.Grey, batch);
        model.Encoder.Forward(pass, batch).Span.CopyTo(vectors);
    }

    private static Autoencoder Read(string modelFile, string fingerprint)
    {
        using var stage = Stages.Begin("read and check the encoder");
        var (model, header) = ModelFile.ReadEncoder(modelFile, inPlace: true);
        if (header.Fingerprint == fingerprint) return model;
        model.Dispose();
        throw new ModelReplacedException($"The model {modelFile} was replaced while it was being read. Run the command again.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        batch?.Dispose();
        team.Dispose();
        // What is being read has to be freed too, and a failure of it was told to whoever needed it.
        ((IAsyncResult)reading).AsyncWaitHandle.WaitOne();
        if (reading.IsCompletedSuccessfully) reading.Result.Dispose();
    }
}

/// <summary>A training ended between the two looks that reading a model takes; the next try finds the new one.</summary>
internal sealed class ModelReplacedException(string message) : UnusableInputException(message);
