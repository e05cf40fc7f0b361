namespace Likeness.Cli.Operations;

/// <summary>How well a model does. The precisions are null when the pictures are not sorted into folders.</summary>
internal sealed record EvaluateReport(int Pictures, double ReconstructionError, double? P1, double? P10, double? Map, string Montage);
