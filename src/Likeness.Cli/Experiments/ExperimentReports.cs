using Likeness.Experiments;

namespace Likeness.Cli.Experiments;

/// <summary>The experiments that there are.</summary>
internal sealed record ExperimentList(IReadOnlyList<Experiment> Experiments);

/// <summary>What runs gave.</summary>
internal sealed record ExperimentResults(IReadOnlyList<ExperimentResult> Results);

/// <summary>The page that was written.</summary>
/// <param name="Report">Its full path.</param>
/// <param name="Runs">How many it tells of.</param>
internal sealed record ExperimentPage(string Report, int Runs);
