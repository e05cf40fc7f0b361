using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Likeness.Experiments;

/// <summary>Reads experiments: a JSON file each.</summary>
public static partial class ExperimentFile
{
    /// <summary>Reads one and checks all of its settings.</summary>
    /// <exception cref="UnusableInputException">The file is not there or cannot be read.</exception>
    /// <exception cref="WrongSettingsException">It is no experiment, has a key that is unknown, or a value out of its range.</exception>
    public static Experiment Read(string path)
    {
        try
        {
            var experiment = JsonSerializer.Deserialize(File.ReadAllBytes(path), ExperimentJson.Default.Experiment) ?? throw new JsonException("it is null");
            Check(experiment);
            return experiment;
        }
        catch (JsonException wrong)
        {
            throw new WrongSettingsException($"The experiment {path} cannot be used: {Words(wrong)}. Its keys are {string.Join(", ", Keys)}.", wrong);
        }
        catch (WrongSettingsException wrong)
        {
            throw new WrongSettingsException($"The experiment {path} cannot be used: {wrong.Message}", wrong);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The experiment {path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads all in a folder, in the order of their names.</summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<Experiment> ReadAll(string folder)
    {
        if (!Directory.Exists(folder)) throw new UnusableInputException($"There is no folder of experiments at {folder}.");
        var experiments = Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read).ToArray();
        if (experiments.Length == 0) throw new UnusableInputException($"There are no experiments (*.json) in {folder}.");
        var twice = experiments.GroupBy(e => e.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any());
        if (twice is not null) throw new WrongSettingsException($"Two experiments in {folder} have the name {twice.Key}; give each its own.");
        return experiments;
    }

    private static IEnumerable<string> Keys => typeof(Experiment).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    private static void Check(Experiment experiment)
    {
        if (experiment.Model is null || experiment.Schedule is null || experiment.Title is null || experiment.Group is null)
            throw new JsonException("a value is null");
        if (experiment.Name is null || !NamePattern().IsMatch(experiment.Name))
            throw new WrongSettingsException($"name is \"{experiment.Name}\"; it has to be 1 to 64 lower-case letters, digits, dots and hyphens, the first a letter or digit.");
        if (experiment.Decoder is not ("transposed" or "upsampling"))
            throw new WrongSettingsException($"decoder is \"{experiment.Decoder}\"; it has to be transposed or upsampling.");
        // The picture's size is chosen when it is run; here it only has to be one that fits the strides.
        experiment.Settings(imageSize: 1 << Math.Clamp(experiment.Filters?.Count ?? 0, 3, 8), threads: 1).Validate();
    }

    // The serializer's own words name types of the program, which say nothing to who wrote the file.
    private static string Words(JsonException wrong) => wrong switch
    {
        { Message: var m } when m.Contains("could not be mapped", StringComparison.Ordinal) && m.Split('\'') is { Length: > 1 } parts => $"it has the unknown key \"{parts[1]}\"",
        { Message: var m } when m.Contains("missing", StringComparison.Ordinal) => "it lacks one of the keys name, title and group",
        { Path: { Length: > 2 } path, LineNumber: { } line } => $"the value of \"{path[2..]}\" in line {line + 1} is not of the right kind",
        { LineNumber: { } line } => $"it is no valid JSON (line {line + 1})",
        _ => wrong.Message.TrimEnd('.'),
    };

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}

/// <summary>How experiments are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Experiment))]
internal sealed partial class ExperimentJson : JsonSerializerContext;
