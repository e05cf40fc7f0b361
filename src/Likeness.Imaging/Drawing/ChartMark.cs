namespace Likeness.Imaging.Drawing;

/// <summary>A place on the horizontal axis of a <see cref="LineChart"/> that a dashed line points out.</summary>
/// <param name="X">Where.</param>
/// <param name="Label">What is there, written beside the line.</param>
public sealed record ChartMark(double X, string Label);
