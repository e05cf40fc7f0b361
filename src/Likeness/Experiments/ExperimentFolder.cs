using System.Text.Json;
using Likeness.Storage;

namespace Likeness.Experiments;

/// <summary>Where runs are kept: a library for each, with its result.</summary>
/// <param name="folder">Is made when the first run begins.</param>
public sealed class ExperimentFolder(string folder)
{
    /// <summary>Its full path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(folder);

    /// <summary>The library of a run.</summary>
    public string LibraryOf(string name) => System.IO.Path.Join(Path, name);

    /// <summary>Keeps a result.</summary>
    public void Write(ExperimentResult result) =>
        AtomicFile.Write(ResultOf(result.Experiment.Name), JsonSerializer.SerializeToUtf8Bytes(result, ExperimentResultJson.Default.ExperimentResult));

    /// <summary>The result of a run, or null where it has none yet.</summary>
    /// <exception cref="DamagedDataException">It cannot be read.</exception>
    public ExperimentResult? Read(string name)
    {
        var file = ResultOf(name);
        if (!File.Exists(file)) return null;
        try
        {
            var result = JsonSerializer.Deserialize(File.ReadAllBytes(file), ExperimentResultJson.Default.ExperimentResult);
            return result is { Experiment: not null, History.Count: > 0 } && result.BestEpoch >= 1 && result.BestEpoch <= result.History.Count ? result : throw new JsonException("parts are missing");
        }
        catch (JsonException damaged)
        {
            throw new DamagedDataException($"The result {file} cannot be read: {damaged.Message} Delete it and run the experiment again; it will only be measured anew.", damaged);
        }
    }

    /// <summary>All results, in the order of their names.</summary>
    /// <exception cref="UnusableInputException">There are none.</exception>
    /// <exception cref="DamagedDataException">One cannot be read.</exception>
    public IReadOnlyList<ExperimentResult> ReadAll()
    {
        var results = Directory.Exists(Path)
            ? Directory.EnumerateDirectories(Path).Select(run => Read(System.IO.Path.GetFileName(run))).OfType<ExperimentResult>().OrderBy(result => result.Experiment.Name, StringComparer.Ordinal).ToArray()
            : [];
        return results.Length > 0 ? results : throw new UnusableInputException($"There are no results of experiments in {Path}. Run some first.");
    }

    private string ResultOf(string name) => System.IO.Path.Join(LibraryOf(name), "result.json");
}
