using System.Text.Json;
using Likeness.Neural.Models;
using Likeness.Neural.Optimizers;

namespace Likeness.Neural.Files;

/// <summary>
/// Checkpoints: all that a training needs to go on bit for bit as if it had never stopped. Weights, moving statistics, the optimizer's
/// moments, and where in which epoch it was.
/// </summary>
public static class CheckpointFile
{
    private static readonly TensorFileKind Kind = new(
        "likeness-checkpoint", "1", "checkpoint", "Begin the training without resuming.", "Begin the training anew, without resuming.");

    /// <summary>Writes a checkpoint; the file appears whole or not at all.</summary>
    /// <param name="path">Replaced if it exists; its folder must exist.</param>
    /// <param name="model">As it is between two steps.</param>
    /// <param name="adam">Its optimizer.</param>
    /// <param name="record">Everything else.</param>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    public static void Write(string path, Autoencoder model, Adam adam, CheckpointRecord record)
    {
        (string, Tensor)[] tensors = [.. Tensors(model, adam)];
        var metadata = new Dictionary<string, string> { ["checkpoint"] = JsonSerializer.Serialize(record, ModelJson.Default.CheckpointRecord) };
        TensorFile.Write(path, Kind, metadata, tensors, TensorFile.DigestsOf(tensors));
    }

    /// <summary>Reads what a checkpoint says of itself, without the weights.</summary>
    /// <exception cref="UnusableInputException">There is no such file.</exception>
    /// <exception cref="DamagedDataException">It is no checkpoint, or damaged, or from a newer version.</exception>
    public static CheckpointRecord ReadRecord(string path) => TensorFile.Read(path, Kind, Parse);

    /// <summary>Reads a checkpoint into a model and its optimizer, which have to be those of its settings; on failure their numbers are undefined.</summary>
    /// <inheritdoc cref="ReadRecord"/>
    public static CheckpointRecord Read(string path, Autoencoder model, Adam adam) => TensorFile.Read(path, Kind, file =>
    {
        var record = Parse(file);
        foreach (var (name, tensor) in Tensors(model, adam)) file.Load(name, tensor);
        adam.Steps = record.Steps;
        return record;
    });

    private static IEnumerable<(string Name, Tensor Value)> Tensors(Autoencoder model, Adam adam)
    {
        foreach (var (name, parameter) in model.Parameters)
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
        var record = JsonSerializer.Deserialize(file.Metadata["checkpoint"], ModelJson.Default.CheckpointRecord);
        if (record?.History is null || record.Run is null || record.Steps < 0 || record.Position.Epoch != record.History.Count)
            throw new FormatException("its description is incomplete");
        return record;
    }
}
