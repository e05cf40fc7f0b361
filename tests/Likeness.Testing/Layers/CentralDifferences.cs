namespace Likeness.Testing.Layers;

/// <summary>Gradients of a function in float64, by moving each of its arguments a little to both sides.</summary>
public static class CentralDifferences
{
    /// <summary>Small enough that third derivatives do not show, large enough that float64 keeps ten digits of the difference.</summary>
    private const double Step = 1e-5;

    /// <summary>The gradient of <paramref name="loss"/> with respect to numbers that it reads.</summary>
    public static double[] Gradient(double[] numbers, Func<double> loss)
    {
        var gradient = new double[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            var value = numbers[i];
            numbers[i] = value + Step;
            var above = loss();
            numbers[i] = value - Step;
            var below = loss();
            numbers[i] = value;
            gradient[i] = (above - below) / (2 * Step);
        }

        return gradient;
    }
}
