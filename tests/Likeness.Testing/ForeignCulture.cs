using System.Globalization;

namespace Likeness.Testing;

/// <summary>
/// A culture that writes numbers and dates as no file may have them: a comma for the point, a point between thousands, another minus and percent sign. Made by hand, because tests run
/// where no cultures are installed.
/// </summary>
public static class ForeignCulture
{
    /// <summary>What something gives in the invariant culture, and what it gives in this one.</summary>
    public static (T Usual, T Foreign) Both<T>(Func<T> made)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var usual = made();
            CultureInfo.CurrentCulture = Foreign();
            // A test that cannot fail would show nothing.
            Assert.Equal("\u2212" + "1.234,5 50,0\u066A", $"{-1234.5:n1} {0.5:p1}".Replace("\u00A0", "", StringComparison.Ordinal));
            return (usual, made());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static CultureInfo Foreign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat = new NumberFormatInfo
        {
            NegativeSign = "\u2212", PositiveSign = "\uFF0B", NumberDecimalSeparator = ",", NumberGroupSeparator = ".", PercentDecimalSeparator = ",", PercentGroupSeparator = ".",
            PercentSymbol = "\u066A", PercentPositivePattern = 1, NaNSymbol = "nan?", PositiveInfinitySymbol = "oo",
        };
        culture.DateTimeFormat = new DateTimeFormatInfo { DateSeparator = ".", TimeSeparator = "." };
        return culture;
    }
}
