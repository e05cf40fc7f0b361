using System.Text.Json;
using System.Text.Json.Serialization;
using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Numerics.Simd;

namespace Likeness.Training;

/// <summary>A training that was cut off and can go on.</summary>
/// <param name="Settings">Its settings; threads as they were counted.</param>
/// <param name="Sources">The folders and files that it learns from, full paths.</param>
/// <param name="Epochs">Finished epochs.</param>
public sealed record UnfinishedTraining(TrainingSettings Settings, IReadOnlyList<string> Sources, int Epochs)
{
    /// <summary>A digest of all pictures in their order and their split: other pictures would be another training.</summary>
    public required string Pictures { get; init; }

    /// <summary>The width it computed with; another one gives other last bits.</summary>
    public required string Simd { get; init; }

    /// <summary>The one of a library, or null.</summary>
    /// <exception cref="DamagedDataException">Its checkpoint is damaged.</exception>
    internal static UnfinishedTraining? Find(LibraryLayout layout)
    {
        var file = new TrainingFiles(layout).Checkpoint;
        if (!File.Exists(file)) return null;
        var record = CheckpointFile.ReadRecord(file);
        try
        {
            var run = JsonSerializer.Deserialize(record.Run, RunJson.Default.Description);
            if (run?.Settings is null || run.Sources is null || run.Pictures is null || run.Simd is null) throw new JsonException("parts are missing");
            run.Settings.Validate();
            return new UnfinishedTraining(run.Settings, run.Sources, record.History.Count) { Pictures = run.Pictures, Simd = run.Simd };
        }
        catch (Exception e) when (e is JsonException or WrongSettingsException)
        {
            throw new DamagedDataException($"The checkpoint {file} cannot be used: its description is not that of a training ({e.Message}). Begin the training anew, without resuming.", e);
        }
    }

    /// <summary>The description that <see cref="Find"/> reads.</summary>
    internal static string Describe(TrainingSettings settings, IReadOnlyList<string> sources, string pictures) =>
        JsonSerializer.Serialize(new Description(settings, sources, pictures, SimdPath.Name), RunJson.Default.Description);

    internal sealed record Description(TrainingSettings Settings, IReadOnlyList<string> Sources, string Pictures, string Simd);
}

/// <summary>How a checkpoint keeps the settings of its training.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(UnfinishedTraining.Description))]
internal sealed partial class RunJson : JsonSerializerContext;
