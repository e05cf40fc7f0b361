using Likeness.Experiments;

namespace Likeness.Cli.Experiments;

/// <summary>Which experiments are meant by what was typed.</summary>
internal static class ExperimentChoice
{
    private const string All = "all";

    /// <summary>Finds them, in the order in which they were named.</summary>
    /// <param name="names">Names, paths of files, or <c>all</c>.</param>
    /// <param name="definitions">The folder that names are looked up in.</param>
    /// <exception cref="WrongSettingsException">There is none of a name.</exception>
    public static IReadOnlyList<Experiment> Of(IReadOnlyList<string> names, string definitions)
    {
        var chosen = new List<Experiment>();
        IReadOnlyList<Experiment>? known = null;
        foreach (var name in names)
        {
            if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            {
                chosen.Add(ExperimentFile.Read(name));
                continue;
            }

            known ??= ExperimentFile.ReadAll(definitions);
            if (name == All) chosen.AddRange(known);
            else chosen.Add(known.FirstOrDefault(e => e.Name == name) ?? throw new WrongSettingsException($"there is no experiment '{name}'; there are {string.Join(", ", known.Select(e => e.Name))}, all, or the path of a JSON file."));
        }

        return [.. chosen.DistinctBy(e => e.Name)];
    }
}
