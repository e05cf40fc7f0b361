using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Likeness.Neural.Layers;
using Likeness.Neural.Optimizers;
using Likeness.Neural.Storage;

namespace Likeness.Neural.Training;

/// <summary>
/// Checkpoints: all that a training needs to go on bit for bit as if it had never stopped. Weights, moving statistics, the optimizer's
/// moments, and where in which epoch it was.
/// </summary>
public static class CheckpointFile
{
    /// <summary>Version 1 knew autoencoders only: its position has one sum of errors in place of weight and metrics.</summary>
    private const string FirstVersion = "1";

    private static readonly TensorFileKind Kind = new(
        "likeness-checkpoint", "2", "checkpoint", "Begin the training without resuming.", "Begin the training anew, without resuming.")
    {
        OlderVersions = [FirstVersion],
    };

    /// <summary>Writes a checkpoint; the file appears whole or not at all.</summary>
    /// <param name="path">Replaced if it exists; its folder must exist.</param>
    /// <param name="parameters">The network's weights by name, as they are between two steps.</param>
    /// <param name="adam">Its optimizer.</param>
    /// <param name="record">Everything else.</param>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    public static void Write(string path, IEnumerable<(string Name, Parameter Parameter)> parameters, Adam adam, CheckpointRecord record)
    {
        (string, Tensor)[] tensors = [.. Tensors(parameters, adam)];
        var description = JsonSerializer.Serialize(record, CheckpointJson.Default.CheckpointRecord);
        var metadata = new Dictionary<string, string> { ["checkpoint"] = description };
        TensorFile.Write(path, Kind, metadata, tensors, TensorFile.DigestsOf(tensors));
    }

    /// <summary>Reads what a checkpoint says of itself, without the weights.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UnusableInputException">There is no such file.</exception>
    /// <exception cref="DamagedDataException">It is no checkpoint, or damaged, or from a newer version.</exception>
    public static CheckpointRecord ReadRecord(string path) => TensorFile.Read(path, Kind, Parse);

    /// <summary>
    /// Reads a checkpoint into a network and its optimizer, which have to be those of its settings; on failure their numbers are undefined.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="parameters">The network's weights by name.</param>
    /// <param name="adam">Its optimizer.</param>
    /// <param name="metrics">How many metrics the objective has.</param>
    /// <inheritdoc cref="ReadRecord"/>
    public static CheckpointRecord Read(string path, IEnumerable<(string Name, Parameter Parameter)> parameters, Adam adam, int metrics) =>
        TensorFile.Read(path, Kind, file =>
        {
            var record = Parse(file);
            if (record.Position.Metrics.Count != metrics)
                throw new FormatException($"it is of a training with {record.Position.Metrics.Count} metrics; this one has {metrics}");
            foreach (var (name, tensor) in Tensors(parameters, adam)) file.Load(name, tensor);
            adam.Steps = record.Steps;
            return record;
        });

    private static IEnumerable<(string Name, Tensor Value)> Tensors(IEnumerable<(string Name, Parameter Parameter)> parameters, Adam adam)
    {
        foreach (var (name, parameter) in parameters)
        {
            yield return (name, parameter.Value);
            if (!parameter.Trainable) continue;
            var (mean, meanSquare) = adam.StateOf(parameter);
            yield return ($"adam/mean/{name}", mean);
            yield return ($"adam/mean_square/{name}", meanSquare);
        }
    }

    private static CheckpointRecord Parse(TensorFile file)
    {
        var text = file.Metadata["checkpoint"];
        if (file.Metadata["version"] == FirstVersion) text = Renew(text);
        var record = JsonSerializer.Deserialize(text, CheckpointJson.Default.CheckpointRecord);
        if (record?.History is null || record.Run is null || record.Steps < 0 || record.Position?.Metrics is null
            || record.Position.Epoch != record.History.Count || record.Position.Batches < 0)
            throw new FormatException("its description is incomplete");
        return record;
    }

    private static string Renew(string first)
    {
        if (JsonNode.Parse(first)?["position"] is not JsonObject position || position["error"] is not { } error
            || position["pictures"] is not { } pictures)
            throw new FormatException("its description is incomplete");
        position["weight"] = pictures.DeepClone();
        position["metrics"] = new JsonArray(error.DeepClone());
        position.Remove("error");
        return position.Root.ToJsonString();
    }
}

/// <summary>What a checkpoint tells beside its numbers.</summary>
public sealed record CheckpointRecord
{
    /// <summary>Steps of the optimizer so far.</summary>
    public required long Steps { get; init; }

    /// <summary>Where in which epoch the training was.</summary>
    public required TrainingPosition Position { get; init; }

    /// <summary>Every finished epoch in order.</summary>
    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>What whoever runs the training needs to set it up again, in its own words.</summary>
    public required string Run { get; init; }
}

/// <summary>How a checkpoint's description is written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CheckpointRecord))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
