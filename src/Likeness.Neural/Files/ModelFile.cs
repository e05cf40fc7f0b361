using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Neural.Storage;
using Likeness.Neural.Training;

namespace Likeness.Neural.Files;

/// <summary>
/// Model files: the weights under their layers' names, and in the metadata everything that is needed to use and to repeat them.
/// </summary>
public static class ModelFile
{
    private static readonly TensorFileKind Kind = new(
        "likeness-autoencoder", "1", "model", "Train one first (train), or name the library that has one.",
        "Put back a copy of it, or train again.");

    /// <summary>Writes a model; the file appears whole or not at all.</summary>
    /// <param name="path">Replaced if it exists; its folder must exist.</param>
    /// <param name="model">Weights and graph, decoder included.</param>
    /// <param name="record">How it was trained.</param>
    /// <returns>What <see cref="ReadHeader"/> will read.</returns>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    /// <exception cref="WrongSettingsException">A weight is not finite: nothing is written.</exception>
    public static ModelHeader Write(string path, Autoencoder model, TrainingRecord record)
    {
        FiniteWeights.Check(model.Parameters, Kind.Noun);
        (string, Tensor)[] tensors = [.. model.Parameters.Select(p => (p.Name, p.Parameter.Value))];
        var digests = TensorFile.DigestsOf(tensors);
        var fingerprint = Fingerprint(model, digests);
        var metadata = new Dictionary<string, string>
        {
            ["architecture"] = JsonSerializer.Serialize(model.Settings, ModelJson.Default.AutoencoderSettings),
            ["preprocessing"] = ModelHeader.PreprocessingOf(model.Settings),
            ["training"] = JsonSerializer.Serialize(record, ModelJson.Default.TrainingRecord),
            ["fingerprint"] = fingerprint,
        };
        TensorFile.Write(path, Kind, metadata, tensors, digests);
        return new ModelHeader(model.Settings, record, fingerprint);
    }

    /// <summary>Reads a model with both halves.</summary>
    /// <exception cref="UnusableInputException">There is no such file.</exception>
    /// <exception cref="DamagedDataException">It is no model file, or damaged, or from a newer version.</exception>
    public static (Autoencoder Model, ModelHeader Header) Read(string path) => Read(path, withDecoder: true, inPlace: false);

    /// <summary>Reads the encoder alone, which is all that indexing and searching need: half the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inPlace">
    /// Whether to use large weights where they lie in the file instead of copying them: sooner ready, and no slower afterwards. Such a
    /// model must not be trained, and the file not be cut short while it is in use.
    /// </param>
    /// <inheritdoc cref="Read(string)"/>
    public static (Autoencoder Model, ModelHeader Header) ReadEncoder(string path, bool inPlace = false) =>
        Read(path, withDecoder: false, inPlace);

    /// <summary>Reads what the file says of itself, without the weights.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static ModelHeader ReadHeader(string path) => TensorFile.Read(path, Kind, Parse);

    /// <summary>How many numbers its weights have.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static long ParameterCount(string path) => TensorFile.Read(path, Kind, file => file.Numbers);

    private static (Autoencoder Model, ModelHeader Header) Read(string path, bool withDecoder, bool inPlace) =>
        TensorFile.Read(path, Kind, file =>
    {
        var header = Parse(file);
        CheckSize(header.Settings, file.Numbers);
        var model = Autoencoder.Empty(header.Settings, withDecoder);
        try
        {
            foreach (var (name, parameter) in model.Parameters)
            {
                if (inPlace && file.Map(name, parameter.Value.Shape) is { } mapped) parameter.Adopt(mapped);
                else file.Load(name, parameter.Value);
            }

            if (Fingerprint(model, file.Digests) != header.Fingerprint)
                throw new FormatException("its fingerprint does not belong to its weights");
            return (model, header);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    });

    private static ModelHeader Parse(TensorFile file)
    {
        var settings = JsonSerializer.Deserialize(file.Metadata["architecture"], ModelJson.Default.AutoencoderSettings);
        var record = JsonSerializer.Deserialize(file.Metadata["training"], ModelJson.Default.TrainingRecord);
        if (settings?.Filters is null || settings.Architecture is null || record is null)
            throw new FormatException("its description is incomplete");
        settings.Validate();
        return new ModelHeader(settings, record, file.Metadata["fingerprint"]);
    }

    /// <summary>Refuses a description of a graph far larger than what the file holds, before any memory is taken for it.</summary>
    private static void CheckSize(AutoencoderSettings settings, long found)
    {
        if (found >= settings.LeastParameters) return;
        throw new FormatException($"its tensors hold {found:N0} numbers; the model's graph needs at least {settings.LeastParameters:N0}");
    }

    /// <summary>The types and shapes of all layers, those inside others behind them.</summary>
    internal static void Describe(Sequential network, StringBuilder text)
    {
        foreach (var layer in network.Layers)
        {
            text.Append(layer.GetType().Name).Append(layer.OutputShape).Append('\n');
            foreach (var part in layer.Parts) Describe(part, text);
        }
    }

    /// <summary>Over what changes a code, and nothing else: penalties and decoder leave it as it is.</summary>
    private static string Fingerprint(Autoencoder model, SortedDictionary<string, string> digests)
    {
        var text = new StringBuilder();
        text.Append(Kind.Format).Append('\n').Append(ModelHeader.PreprocessingOf(model.Settings)).Append('\n');
        text.Append(model.Encoder.InputShape).Append('\n');
        Describe(model.Encoder, text);
        foreach (var (name, _) in model.Encoder.Parameters)
            text.Append(name).Append(' ').Append(digests.GetValueOrDefault(name)).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>What a model file says of itself before its weights.</summary>
/// <param name="Settings">The graph.</param>
/// <param name="Record">How it was trained.</param>
/// <param name="Fingerprint">
/// Changes with everything that changes a code: the encoder's graph, the preprocessing, the encoder's weights. 64 hexadecimal digits.
/// </param>
public sealed record ModelHeader(AutoencoderSettings Settings, TrainingRecord Record, string Fingerprint)
{
    /// <summary>How pictures become the model's input.</summary>
    public string Preprocessing => PreprocessingOf(Settings);

    /// <summary>How pictures become the input of a model with these settings.</summary>
    internal static string PreprocessingOf(AutoencoderSettings settings) =>
        $"upright sRGB over white, cover and centre-crop, {(settings.Grey ? "luma of Rec. 601, " : "")}value/255, NHWC";
}

/// <summary>What a model file tells of how its weights came about.</summary>
public sealed record TrainingRecord
{
    /// <summary>The settings of the training, by name, as the command line has them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Every epoch in order.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>Content hashes (SHA-256, hex) of the pictures that were held back for validation.</summary>
    public IReadOnlyList<string> ValidationPictures { get; init; } = [];
}

/// <summary>How the metadata of model files is written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AutoencoderSettings))]
[JsonSerializable(typeof(TrainingRecord))]
[JsonSerializable(typeof(EmbeddingSettings))]
[JsonSerializable(typeof(EmbeddingRecord))]
internal sealed partial class ModelJson : JsonSerializerContext;
