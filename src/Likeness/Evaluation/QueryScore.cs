using System.Runtime.InteropServices;

namespace Likeness.Evaluation;

/// <summary>The scores of one query.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueryScore(double PrecisionAt1, double PrecisionAtK, double AveragePrecision);
