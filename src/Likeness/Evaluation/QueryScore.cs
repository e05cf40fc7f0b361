using System.Runtime.InteropServices;

namespace Likeness.Evaluation;

/// <summary>The scores of one query, each 0 to 1.</summary>
/// <param name="PrecisionAt1">1 if the nearest picture has the query's label.</param>
/// <param name="PrecisionAtK">Share of its label among the k nearest.</param>
/// <param name="RPrecision">Share of its label among the r nearest, r being how many there are to find.</param>
/// <param name="AveragePrecision">Over the full ranking.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueryScore(double PrecisionAt1, double PrecisionAtK, double RPrecision, double AveragePrecision)
{
    /// <summary>1 if most of the k nearest have its label; of labels that are as many, the one that stands first.</summary>
    public double NeighboursAgree { get; init; }
}
