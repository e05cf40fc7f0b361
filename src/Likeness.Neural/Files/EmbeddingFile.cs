using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Likeness.Neural.Models;
using Likeness.Neural.Storage;
using Likeness.Neural.Training;

namespace Likeness.Neural.Files;

/// <summary>
/// Files of embeddings that were learned from labels: weights under their layers' names, and in the metadata what is needed to use and to
/// repeat them.
/// </summary>
public static class EmbeddingFile
{
    private static readonly TensorFileKind Kind = new(
        "likeness-embedding", "1", "learned embedding", "Learn one first (train --objective triplet), or name the library that has one.",
        "Put back a copy of it, or train again (train --objective triplet).");

    /// <summary>Writes an embedding; the file appears whole or not at all.</summary>
    /// <param name="path">Replaced if it exists; its folder must exist.</param>
    /// <param name="model">Weights and graph.</param>
    /// <param name="record">How it was trained.</param>
    /// <returns>What <see cref="ReadHeader"/> will read.</returns>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    /// <exception cref="WrongSettingsException">A weight is not finite: nothing is written.</exception>
    public static EmbeddingHeader Write(string path, EmbeddingModel model, EmbeddingRecord record)
    {
        FiniteWeights.Check(model.Network.Parameters, Kind.Noun);
        (string, Tensor)[] tensors = [.. model.Network.Parameters.Select(p => (p.Name, p.Parameter.Value))];
        var digests = TensorFile.DigestsOf(tensors);
        var fingerprint = Fingerprint(model, digests);
        var metadata = new Dictionary<string, string>
        {
            ["network"] = JsonSerializer.Serialize(model.Settings, ModelJson.Default.EmbeddingSettings),
            ["preprocessing"] = Preprocessing(model.Settings),
            ["training"] = JsonSerializer.Serialize(record, ModelJson.Default.EmbeddingRecord),
            ["fingerprint"] = fingerprint,
        };
        TensorFile.Write(path, Kind, metadata, tensors, digests);
        return new EmbeddingHeader(model.Settings, record, fingerprint);
    }

    /// <summary>Reads an embedding.</summary>
    /// <exception cref="UnusableInputException">There is no such file.</exception>
    /// <exception cref="DamagedDataException">It is no embedding, or damaged, or from a newer version.</exception>
    public static (EmbeddingModel Model, EmbeddingHeader Header) Read(string path) => TensorFile.Read(path, Kind, file =>
    {
        var header = Parse(file);
        // Before any memory is taken for a graph that is far larger than what the file holds.
        if (file.Numbers < header.Settings.LeastParameters)
            throw new FormatException(
                $"its tensors hold {file.Numbers:N0} numbers; the graph needs at least {header.Settings.LeastParameters:N0}");
        var model = EmbeddingModel.Empty(header.Settings);
        try
        {
            foreach (var (name, parameter) in model.Network.Parameters) file.Load(name, parameter.Value);
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

    /// <summary>Reads what the file says of itself, without the weights.</summary>
    /// <inheritdoc cref="Read"/>
    public static EmbeddingHeader ReadHeader(string path) => TensorFile.Read(path, Kind, Parse);

    private static EmbeddingHeader Parse(TensorFile file)
    {
        var settings = JsonSerializer.Deserialize(file.Metadata["network"], ModelJson.Default.EmbeddingSettings);
        var record = JsonSerializer.Deserialize(file.Metadata["training"], ModelJson.Default.EmbeddingRecord);
        if (settings is null || record is null || settings.Encoder is { Filters: null } or { Architecture: null }
            || settings.Base is { Descriptor: null } or { Fingerprint: null })
            throw new FormatException("its description is incomplete");
        settings.Validate();
        return new EmbeddingHeader(settings, record, file.Metadata["fingerprint"]);
    }

    private static string Preprocessing(EmbeddingSettings settings) => settings.Encoder is { } encoder
        ? ModelHeader.PreprocessingOf(encoder)
        : $"vectors of {settings.Base!.Descriptor} {settings.Base.Fingerprint}";

    /// <summary>Over what changes a vector, and nothing else: penalties and history leave it as it is.</summary>
    private static string Fingerprint(EmbeddingModel model, SortedDictionary<string, string> digests)
    {
        var text = new StringBuilder();
        text.Append(Kind.Format).Append('\n').Append(Preprocessing(model.Settings)).Append('\n');
        text.Append(model.Network.InputShape).Append('\n');
        ModelFile.Describe(model.Network, text);
        foreach (var (name, _) in model.Network.Parameters)
            text.Append(name).Append(' ').Append(digests.GetValueOrDefault(name)).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>What an embedding file says of itself before its weights.</summary>
/// <param name="Settings">The graph.</param>
/// <param name="Record">How it was trained.</param>
/// <param name="Fingerprint">
/// Changes with everything that changes a vector: the graph, the preprocessing or the descriptor that it stands on, and the weights. 64
/// hexadecimal digits.
/// </param>
public sealed record EmbeddingHeader(EmbeddingSettings Settings, EmbeddingRecord Record, string Fingerprint);

/// <summary>What an embedding file tells of how its weights came about.</summary>
public sealed record EmbeddingRecord
{
    /// <summary>The settings of the training, by name, as the command line has them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Every epoch in order.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>The names of the labels that were learned, in order.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Content hashes (SHA-256, hex) of the pictures that were held back for validation.</summary>
    public IReadOnlyList<string> ValidationPictures { get; init; } = [];
}
