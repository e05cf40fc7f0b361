namespace Likeness.Imaging.Drawing;

/// <summary>A line of a <see cref="LineChart"/>.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="X">Horizontal positions, rising.</param>
/// <param name="Y">As many values. One that is not finite, or not above 0 on a logarithmic axis, leaves a gap.</param>
public sealed record LineSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The colour; one of the chart's own where null.</summary>
    public Rgb? Colour { get; init; }
}
