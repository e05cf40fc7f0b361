using System.Globalization;
using Likeness.Labels;
using Likeness.Neural.Models;
using Likeness.Neural.Training.Triplets;

namespace Likeness.Training.Triplets;

/// <summary>Everything that learning an embedding from labels can be told.</summary>
public sealed record TripletTrainingSettings
{
    /// <summary>The descriptor on whose vectors <see cref="TripletStart.Onnx"/> stands.</summary>
    public const string OnnxDescriptor = "onnx";

    /// <summary>Numbers in an embedding made of another descriptor's vectors, unless set.</summary>
    private const int StandardHead = 128;

    /// <summary>What it starts from.</summary>
    public TripletStart From { get; init; }

    /// <summary>Where labels come from: <see cref="PictureLabels.Folders"/>, or the path of a file (<see cref="LabelFile"/>).</summary>
    public string Labels { get; init; } = PictureLabels.Folders;

    /// <summary>The encoder, where it starts from nothing. Its codes are not used: <see cref="Dimensions"/> takes their place.</summary>
    public AutoencoderSettings Encoder { get; init; } = new() { WeightL2 = 1e-4f };

    /// <summary>Epochs, batches, learning rate, margin.</summary>
    public TripletTrainerSettings Triplets { get; init; } = new();

    /// <summary>Numbers in an embedding; 0 for as many as the encoder has codes, or 128 on another descriptor's vectors.</summary>
    public int Dimensions { get; init; }

    /// <summary>Whether each picture is mirrored with probability ½ each time it is shown; not where vectors are learned from.</summary>
    public bool Flip { get; init; }

    /// <summary>The part of the pictures that is held back to validate on, 0 to below 1.</summary>
    public double Validation { get; init; } = 0.25;

    /// <summary>Epochs without a higher precision on the pictures held back after which the training ends early; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>Of the first weights, the split, the batches and the mirroring; 0 or more.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Threads to compute with; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Decoded pictures that are kept in memory, in bytes; beyond it pictures are decoded again each epoch.</summary>
    public long CacheBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>Checks every setting before any work.</summary>
    /// <exception cref="WrongSettingsException">Names the setting, its value and its range.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(From)) throw new WrongSettingsException($"from is {From}; it has to be one of {string.Join(", ", Enum.GetNames<TripletStart>())}.");
        if (string.IsNullOrWhiteSpace(Labels)) throw new WrongSettingsException($"labels is empty; it has to be '{PictureLabels.Folders}', or the path of a label file.");
        Triplets.Validate();
        if (From == TripletStart.Nothing) Graph(Encoder).Validate();
        if (Dimensions is < 0 or > 65_536) throw new WrongSettingsException($"embedding is {Dimensions}; it has to be 1 to 65536, or 0 for the standard.");
        if (Flip && From == TripletStart.Onnx) throw new WrongSettingsException("flip is set, but vectors cannot be mirrored; leave it out with from onnx.");
        if (!(Validation is >= 0 and < 1)) throw new WrongSettingsException($"validation is {Validation}; it has to be at least 0 and below 1.");
        if (Patience < 0) throw new WrongSettingsException($"patience is {Patience}; it has to be 0 or more.");
        if (Patience > 0 && Validation == 0) throw new WrongSettingsException($"patience is {Patience}, but validation is 0: without pictures held back there is no precision to wait for. Set one of them.");
        if (Seed < 0) throw new WrongSettingsException($"seed is {Seed}; it has to be 0 or more.");
        if (Threads is < 0 or > 1024) throw new WrongSettingsException($"threads is {Threads}; it has to be 1 to 1024, or 0 for one per processor.");
    }

    /// <summary>The graph over an encoder's pictures. A penalty on the codes would be one on the length that is normalised away.</summary>
    internal EmbeddingSettings Graph(AutoencoderSettings encoder)
    {
        var dimensions = Dimensions == 0 ? encoder.Codes : Dimensions;
        return new EmbeddingSettings { Encoder = encoder with { Codes = dimensions, ActivityL1 = 0 }, Dimensions = dimensions };
    }

    /// <summary>The graph over another descriptor's vectors.</summary>
    internal EmbeddingSettings Graph(EmbeddingBase vectors) => new() { Base = vectors, Dimensions = Dimensions == 0 ? StandardHead : Dimensions };

    /// <summary>The settings by the names that the command line has for them: all that decides what is learned.</summary>
    internal IReadOnlyDictionary<string, string> ToWords(EmbeddingSettings graph)
    {
        var (trainer, invariant) = (Triplets.Trainer, CultureInfo.InvariantCulture);
        var words = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["objective"] = "triplet",
            ["from"] = $"{From}".ToLowerInvariant(),
            ["labels"] = Labels == PictureLabels.Folders ? Labels : Path.GetFileName(Labels),
            ["embedding"] = graph.Dimensions.ToString(invariant),
            ["margin"] = Triplets.Margin.ToString(invariant),
            ["distance"] = $"{Triplets.Distance}".ToLowerInvariant(),
            ["epochs"] = trainer.Epochs.ToString(invariant),
            ["batch"] = trainer.BatchSize.ToString(invariant),
            ["learning-rate"] = trainer.LearningRate.ToString(invariant),
            ["schedule"] = trainer.Schedule,
            ["power"] = trainer.Power.ToString(invariant),
            ["validation"] = Validation.ToString(invariant),
            ["patience"] = Patience.ToString(invariant),
            ["seed"] = Seed.ToString(invariant),
            ["threads"] = Threads.ToString(invariant),
        };
        if (graph.Encoder is { } encoder)
        {
            words["model"] = encoder.Architecture;
            words["image-size"] = $"{encoder.Height}x{encoder.Width}";
            words["filters"] = string.Join(',', encoder.Filters);
            words["grey"] = $"{encoder.Grey}";
            words["weight-l2"] = encoder.WeightL2.ToString(invariant);
            words["flip"] = $"{Flip}";
        }

        return words;
    }
}
