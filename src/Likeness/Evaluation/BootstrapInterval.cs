using Likeness.Numerics.Randomness;

namespace Likeness.Evaluation;

/// <summary>How far a mean can be trusted: the middle 95 % of the means of samples drawn from the same numbers with replacement.</summary>
/// <remarks>B. Efron, "Bootstrap methods: another look at the jackknife", 1979.</remarks>
internal static class BootstrapInterval
{
    private const int Samples = 2000;
    private const ulong Seed = 1; // the same numbers give the same interval

    /// <param name="values">At least one.</param>
    public static (double Low, double High) Of(ReadOnlySpan<double> values)
    {
        var random = new Xoshiro256(Seed);
        var means = new double[Samples];
        for (var sample = 0; sample < Samples; sample++)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++) sum += values[random.NextInt32(values.Length)];
            means[sample] = sum / values.Length;
        }

        Array.Sort(means);
        return (means[Samples / 40], means[Samples - 1 - Samples / 40]);
    }
}
