namespace Likeness.Imaging.Drawing;

/// <summary>Steps of a <see cref="FlowDiagram"/> below one another.</summary>
/// <param name="Heading">Above them.</param>
/// <param name="Boxes">From top to bottom, at least one.</param>
public sealed record FlowColumn(string Heading, IReadOnlyList<FlowBox> Boxes);
