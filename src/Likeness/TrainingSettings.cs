using System.Globalization;
using System.Text.Json.Serialization;
using Likeness.Labels;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Numerics.Operations;

namespace Likeness;

/// <summary>What a training of a library works towards.</summary>
public enum TrainingObjective
{
    /// <summary>Codes that pictures can be drawn again from, without labels: the library's model.</summary>
    Autoencoder,

    /// <summary>Vectors that are near each other for the same label: the library's descriptor <c>triplet</c>.</summary>
    Triplet,
}

/// <summary>
/// Everything that a training can be told. The defaults are those of an autoencoder; <see cref="ForTriplets"/> has those of learning from
/// labels.
/// </summary>
public sealed record TrainingSettings
{
    /// <summary>The standard settings of learning from labels: larger batches, and a penalty on weights only.</summary>
    public static TrainingSettings ForTriplets { get; } = new()
    {
        Triplets = new TripletSettings(), Model = new AutoencoderSettings { WeightL2 = 1e-4f },
        Trainer = new TrainerSettings { BatchSize = 64 },
    };

    /// <summary>What it learns from labels; null, the default, for an autoencoder.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TripletSettings? Triplets { get; init; }

    /// <summary>
    /// The graph: sizes and penalties. Of a triplet training the encoder, where it starts from nothing; its codes are not used: <see
    /// cref="TripletSettings.Dimensions"/> takes their place.
    /// </summary>
    public AutoencoderSettings Model { get; init; } = new() { ActivityL1 = 1e-4f, WeightL2 = 1e-4f };

    /// <summary>Epochs, batches and learning rate.</summary>
    public TrainerSettings Trainer { get; init; } = new();

    /// <summary>
    /// Whether each picture is mirrored with probability ½ each time it is shown; not where vectors are learned from. False by default.
    /// </summary>
    public bool Flip { get; init; }

    /// <summary>The part of the pictures that is held back to validate on, 0 to below 1; 0.25 by default.</summary>
    public double Validation { get; init; } = 0.25;

    /// <summary>
    /// Epochs without a lower loss, or of triplets a higher precision, on the pictures held back after which the training ends early; 0,
    /// the default, for never.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>
    /// Least time between two checkpoints in seconds, at least 0; 60 by default. However short it is, writing them takes at most a
    /// twentieth of the time.
    /// </summary>
    public double CheckpointSeconds { get; init; } = 60;

    /// <summary>Of the first weights, the split, the order and the mirroring; 0 or more; 42 by default.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Threads to compute with; 0, the default, for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Decoded pictures that are kept in memory, in bytes; beyond it pictures are decoded again each epoch. A quarter of the memory by
    /// default.
    /// </summary>
    public long CacheBytes { get; init; } = DefaultCacheBytes();

    /// <summary>What it works towards.</summary>
    [JsonIgnore]
    public TrainingObjective Objective => Triplets is null ? TrainingObjective.Autoencoder : TrainingObjective.Triplet;

    /// <summary>These settings with what is changed most often.</summary>
    /// <param name="imageSize">Side of the square that pictures are fitted to, in pixels; null leaves it.</param>
    /// <param name="epochs">Times through all pictures; null leaves it.</param>
    /// <param name="batchSize">Pictures per step; null leaves it.</param>
    public TrainingSettings With(int? imageSize = null, int? epochs = null, int? batchSize = null) => this with
    {
        Model = Model with { Height = imageSize ?? Model.Height, Width = imageSize ?? Model.Width },
        Trainer = Trainer with { Epochs = epochs ?? Trainer.Epochs, BatchSize = batchSize ?? Trainer.BatchSize },
    };

    /// <summary>Checks every setting before any work.</summary>
    /// <exception cref="WrongSettingsException">Names the setting, its value and its range.</exception>
    public void Validate()
    {
        if (Triplets is null) Model.Validate();
        else Triplets.Validate(this);
        Trainer.Validate();
        if (!(Validation is >= 0 and < 1))
            throw new WrongSettingsException($"validation is {Validation}; it has to be at least 0 and below 1.");
        if (Patience < 0) throw new WrongSettingsException($"patience is {Patience}; it has to be 0 or more.");
        if (Patience > 0 && Validation == 0)
        {
            throw new WrongSettingsException(
                $"patience is {Patience}, but validation is 0: without pictures held back "
                + $"there is no {(Triplets is null ? "loss" : "precision")} to wait for. Set one of them.");
        }

        if (!(CheckpointSeconds is >= 0 and <= 1e6))
            throw new WrongSettingsException($"checkpoint is {CheckpointSeconds}; it has to be 0 to 1000000 seconds.");
        if (Seed < 0) throw new WrongSettingsException($"seed is {Seed}; it has to be 0 or more.");
        if (Threads is < 0 or > 1024)
            throw new WrongSettingsException($"threads is {Threads}; it has to be 1 to 1024, or 0 for one per processor.");
    }

    /// <summary>The settings by the names that the command line has for them: all that decides what is learned.</summary>
    public IReadOnlyDictionary<string, string> ToWords() => Triplets is null ? AutoencoderWords() : TripletWords(graph: null);

    /// <summary>The same of a triplet training whose graph is known: what it starts from may bring its own.</summary>
    internal IReadOnlyDictionary<string, string> ToWords(EmbeddingSettings graph) => TripletWords(graph);

    /// <summary>Refuses a batch that cannot be filled once.</summary>
    /// <param name="pictures">How many there are to learn from.</param>
    /// <exception cref="WrongSettingsException">It is larger than that.</exception>
    internal void CheckBatch(int pictures)
    {
        if (Trainer.BatchSize <= pictures) return;
        throw new WrongSettingsException(
            $"batch is {Trainer.BatchSize}, but there are only {pictures} pictures to learn from; it has to be 1 to {pictures}.");
    }

    private SortedDictionary<string, string> CommonWords() => new(StringComparer.Ordinal)
    {
        ["epochs"] = Word(Trainer.Epochs),
        ["batch"] = Word(Trainer.BatchSize),
        ["learning-rate"] = Word(Trainer.LearningRate),
        ["schedule"] = Trainer.Schedule,
        ["power"] = Word(Trainer.Power),
        ["patience"] = Word(Patience),
        ["threads"] = Word(Threads),
        ["validation"] = Word(Validation),
        ["seed"] = Word(Seed),
    };

    private SortedDictionary<string, string> AutoencoderWords()
    {
        var words = CommonWords();
        AddEncoder(words, Model);
        words["codes"] = Word(Model.Codes);
        words["linear-codes"] = $"{Model.LinearCodes}";
        words["activity-l1"] = Word(Model.ActivityL1);
        words["decoder"] = Model.UpSampling ? "upsampling" : "transposed";
        return words;
    }

    private SortedDictionary<string, string> TripletWords(EmbeddingSettings? graph)
    {
        var (words, triplets) = (CommonWords(), Triplets!);
        words["objective"] = "triplet";
        words["from"] = $"{triplets.From}".ToLowerInvariant();
        words["labels"] = triplets.Labels == PictureLabels.Folders ? triplets.Labels : Path.GetFileName(triplets.Labels);
        words["embedding"] = Word(graph?.Dimensions ?? triplets.Dimensions);
        words["margin"] = Word(triplets.Margin);
        words["distance"] = $"{triplets.Distance}".ToLowerInvariant();
        var encoder = graph is not null ? graph.Encoder : triplets.From == TripletStart.Nothing ? Model : null;
        if (encoder is not null) AddEncoder(words, encoder);
        return words;
    }

    private void AddEncoder(SortedDictionary<string, string> words, AutoencoderSettings encoder)
    {
        words["model"] = encoder.Architecture;
        words["image-size"] = $"{encoder.Height}x{encoder.Width}";
        words["filters"] = string.Join(',', encoder.Filters);
        words["grey"] = $"{encoder.Grey}";
        words["weight-l2"] = Word(encoder.WeightL2);
        words["flip"] = $"{Flip}";
    }

    private static string Word(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static long DefaultCacheBytes() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;
}

/// <summary>What learning from labels can be told beside what every training can.</summary>
public sealed record TripletSettings
{
    /// <summary>The descriptor on whose vectors <see cref="TripletStart.Onnx"/> stands.</summary>
    public const string OnnxDescriptor = "onnx";

    /// <summary>Numbers in an embedding made of another descriptor's vectors, unless set.</summary>
    private const int StandardHead = 128;

    /// <summary>What it starts from; from nothing by default.</summary>
    public TripletStart From { get; init; }

    /// <summary>
    /// Where labels come from: <see cref="PictureLabels.Folders"/>, the default, or the path of a file (<see cref="LabelFile"/>).
    /// </summary>
    public string Labels { get; init; } = PictureLabels.Folders;

    /// <summary>
    /// How much farther than the positive the negative has to be, above 0 and at most 4; 0.2 by default. Squared distances of vectors of
    /// length 1 go up to 4, plain ones to 2.
    /// </summary>
    public double Margin { get; init; } = TripletObjective.StandardMargin;

    /// <summary>By which distance the loss measures; the squared one by default.</summary>
    public TripletDistance Distance { get; init; } = TripletDistance.Squared;

    /// <summary>
    /// Numbers in an embedding; 0, the default, for as many as the encoder has codes, or 128 on another descriptor's vectors.
    /// </summary>
    public int Dimensions { get; init; }

    internal void Validate(TrainingSettings training)
    {
        if (!Enum.IsDefined(From))
            throw new WrongSettingsException($"from is {From}; it has to be one of {string.Join(", ", Enum.GetNames<TripletStart>())}.");
        if (string.IsNullOrWhiteSpace(Labels))
            throw new WrongSettingsException($"labels is empty; it has to be '{PictureLabels.Folders}', or the path of a label file.");
        BalancedBatches.CheckBatch(training.Trainer.BatchSize);
        TripletObjective.Check(Margin, Distance);
        if (From == TripletStart.Nothing) Graph(training.Model).Validate();
        if (Dimensions is < 0 or > 65_536)
            throw new WrongSettingsException($"embedding is {Dimensions}; it has to be 1 to 65536, or 0 for the standard.");
        if (training.Flip && From == TripletStart.Onnx)
            throw new WrongSettingsException("flip is set, but vectors cannot be mirrored; leave it out with from onnx.");
    }

    /// <summary>The graph over an encoder's pictures. A penalty on the codes would be one on the length that is normalized away.</summary>
    internal EmbeddingSettings Graph(AutoencoderSettings encoder)
    {
        var dimensions = Dimensions == 0 ? encoder.Codes : Dimensions;
        return new EmbeddingSettings { Encoder = encoder with { Codes = dimensions, ActivityL1 = 0 }, Dimensions = dimensions };
    }

    /// <summary>The graph over another descriptor's vectors.</summary>
    internal EmbeddingSettings Graph(EmbeddingBase vectors) =>
        new() { Base = vectors, Dimensions = Dimensions == 0 ? StandardHead : Dimensions };
}

/// <summary>What a triplet training starts from.</summary>
public enum TripletStart
{
    /// <summary>An encoder with random weights.</summary>
    Nothing,

    /// <summary>The encoder of the library's model.</summary>
    Model,

    /// <summary>
    /// The vectors of a pretrained network that the library's pictures were indexed with; a small head on them is learned.
    /// </summary>
    Onnx,
}
