namespace Likeness.Imaging.Drawing;

/// <summary>One axis of a chart: its range, widened to round numbers, and its ticks.</summary>
internal sealed class ChartAxis
{
    private readonly double low;
    private readonly double high;

    /// <param name="least">The least value to show.</param>
    /// <param name="most">The greatest.</param>
    /// <param name="logarithmic">Whether equal ratios take equal lengths; then the values are above 0.</param>
    /// <param name="widen">Whether the range may grow to the next ticks.</param>
    /// <param name="whole">Whether ticks between whole numbers make no sense.</param>
    public ChartAxis(double least, double most, bool logarithmic, bool widen, bool whole = false)
    {
        IsLogarithmic = logarithmic;
        if (!(most > least))
        {
            // One value alone, or none: some room around it.
            var room = logarithmic ? 0 : Math.Max(Math.Abs(least) * 0.1, 0.5);
            (least, most) = logarithmic ? (least / 1.5, most * 1.5) : (least - room, most + room);
        }
        (Ticks, low, high) = logarithmic ? Logarithmic(least, most, widen) : Linear(least, most, widen, whole);
    }

    public bool IsLogarithmic { get; }

    /// <summary>Where lines and numbers go.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>A value's place, 0 at the low end, 1 at the high end.</summary>
    public double Place(double value) => IsLogarithmic
        ? (Math.Log(value) - Math.Log(low)) / (Math.Log(high) - Math.Log(low))
        : (value - low) / (high - low);

    /// <summary>Whether a value can be shown.</summary>
    public bool Shows(double value) => double.IsFinite(value) && (!IsLogarithmic || value > 0);

    private static (List<double> Ticks, double Low, double High) Linear(double least, double most, bool widen, bool whole)
    {
        var step = RoundStep((most - least) / 6);
        if (whole)
            step = Math.Max(1, Math.Round(step, MidpointRounding.AwayFromZero));
        var low = widen ? Math.Floor(least / step) * step : least;
        var high = widen ? Math.Ceiling(most / step) * step : most;
        var ticks = new List<double>();
        for (var i = Math.Ceiling((low / step) - 1e-9); i * step <= high + (step * 1e-9); i++)
            ticks.Add(i * step);
        return (ticks, low, high);
    }

    private static (List<double> Ticks, double Low, double High) Logarithmic(double least, double most, bool widen)
    {
        var decades = Math.Log10(most / least);
        ReadOnlySpan<double> digits = decades < 0.4 ? [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9] : decades < 1.2 ? [1, 1.5, 2, 3, 5, 7] : decades < 2.5 ? [1, 2, 5] : [1];
        var all = new List<double>();
        for (var power = (int)Math.Floor(Math.Log10(least)) - 1; power <= (int)Math.Ceiling(Math.Log10(most)) + 1; power++)
        {
            foreach (var digit in digits)
                all.Add(digit * Math.Pow(10, power));
        }
        var low = widen ? all.FindLast(tick => tick <= least * (1 + 1e-9)) : least;
        var high = widen ? all.Find(tick => tick >= most * (1 - 1e-9)) : most;
        return (all.FindAll(tick => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)), low, high);
    }

    // 1, 2 or 5 times a power of ten.
    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        var digit = step / power;
        return power * (digit <= 1.2 ? 1 : digit <= 3 ? 2 : digit <= 7 ? 5 : 10);
    }
}
