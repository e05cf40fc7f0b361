using System.Text.Json;
using System.Text.Json.Serialization;
using Likeness.Library;
using Likeness.Neural.Training;
using Likeness.Numerics.Simd;

namespace Likeness.Training;

/// <summary>A training that was cut off and can go on.</summary>
/// <param name="Settings">Its settings; threads as they were counted.</param>
/// <param name="Sources">The folders and files that it learns from, full paths.</param>
/// <param name="Epochs">Finished epochs.</param>
public sealed record UnfinishedTraining(TrainingSettings Settings, IReadOnlyList<string> Sources, int Epochs)
{
    /// <summary>
    /// A digest of all pictures in their order and their split, with their labels where it learns from such: other pictures would be
    /// another training. Empty where it was cut off before they were read.
    /// </summary>
    public required string Pictures { get; init; }

    /// <summary>
    /// The fingerprint of the library's model or descriptor that it started from; null where it started from nothing, or was cut off before
    /// that was read.
    /// </summary>
    public string? Start { get; init; }

    /// <summary>The width it computed with; another one gives other last bits.</summary>
    public required string Simd { get; init; }

    /// <summary>Whether there is a checkpoint to go on from; without one it begins from the beginning, with the same settings.</summary>
    public required bool HasCheckpoint { get; init; }

    /// <summary>
    /// The one of a library, or null. Where another training of the same objective was begun after the one that the checkpoint is of, it is
    /// that one; where trainings of both objectives are unfinished, the one that ran last.
    /// </summary>
    /// <param name="layout">Where the library's files are.</param>
    /// <param name="objective">Of which objective; null for any.</param>
    /// <exception cref="DamagedDataException">Its checkpoint is damaged.</exception>
    internal static UnfinishedTraining? Find(LibraryLayout layout, TrainingObjective? objective)
    {
        var places = Enum.GetValues<TrainingObjective>().Where(one => objective is null || one == objective)
            .Select(one => new TrainingFiles(layout, one));
        return places.OrderByDescending(LastRun).Select(Find).FirstOrDefault(found => found is not null);
    }

    /// <summary>The description that <see cref="Find(LibraryLayout, TrainingObjective?)"/> reads.</summary>
    internal static string Describe(TrainingSettings settings, IReadOnlyList<string> sources, string pictures, string? start) =>
        JsonSerializer.Serialize(
            new Description(settings, sources, pictures, SimdPath.Name) { Start = start }, RunJson.Default.Description);

    private static DateTime LastRun(TrainingFiles files) =>
        File.GetLastWriteTimeUtc(File.Exists(files.Begun) ? files.Begun : files.Checkpoint); // long ago where there is neither

    private static UnfinishedTraining? Find(TrainingFiles files)
    {
        var begun = File.Exists(files.Begun) ? Parse(files.Begun, "note", File.ReadAllText(files.Begun)) : null;
        var record = File.Exists(files.Checkpoint) ? CheckpointFile.ReadRecord(files.Checkpoint) : null;
        var saved = record is null ? null : Parse(files.Checkpoint, "checkpoint", record.Run);
        if (saved is not null && (begun is null || IsTheSame(begun, saved))) return Of(saved, record!.History.Count, hasCheckpoint: true);
        return begun is null ? null : Of(begun, epochs: 0, hasCheckpoint: false);
    }

    private static UnfinishedTraining Of(Description run, int epochs, bool hasCheckpoint) =>
        new(run.Settings, run.Sources, epochs)
        {
            Pictures = run.Pictures, Start = run.Start, Simd = run.Simd, HasCheckpoint = hasCheckpoint,
        };

    private static Description Parse(string file, string noun, string text)
    {
        try
        {
            var run = JsonSerializer.Deserialize(text, RunJson.Default.Description);
            if (run?.Settings?.Model?.Filters is null || run.Settings.Trainer?.Schedule is null || run.Settings.Triplets is { Labels: null }
                || run.Sources is null || run.Pictures is null || run.Simd is null)
                throw new JsonException("parts are missing");
            run.Settings.Validate();
            return run;
        }
        catch (Exception e) when (e is JsonException or WrongSettingsException or OverflowException)
        {
            throw new DamagedDataException(
                $"The {noun} {file} cannot be used: its description is not that of a training ({e.Message}). "
                + "Begin the training anew, without resuming.", e);
        }
    }

    /// <summary>Whether two say the same training, whatever the vectors' width.</summary>
    private static bool IsTheSame(Description one, Description other) =>
        JsonSerializer.Serialize(one with { Simd = "" }, RunJson.Default.Description)
        == JsonSerializer.Serialize(other with { Simd = "" }, RunJson.Default.Description);

    internal sealed record Description(TrainingSettings Settings, IReadOnlyList<string> Sources, string Pictures, string Simd)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Start { get; init; }
    }
}

/// <summary>How a checkpoint keeps the settings of its training.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(UnfinishedTraining.Description))]
internal sealed partial class RunJson : JsonSerializerContext;
