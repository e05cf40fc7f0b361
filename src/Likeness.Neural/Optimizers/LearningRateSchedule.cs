namespace Likeness.Neural.Optimizers;

/// <summary>The learning rate of every step. To add one: a file beside this one, and a line in <see cref="Named"/>.</summary>
public abstract class LearningRateSchedule
{
    /// <summary>The names that settings and commands take.</summary>
    public static IReadOnlyList<string> Names { get; } = ["constant", "time", "polynomial"];

    /// <summary>The rate of a step.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="step">Steps taken before this one, over all epochs, from 0.</param>
    public abstract double At(int epoch, long step);

    /// <summary>The schedule of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="initialRate">The rate of the first step, above 0.</param>
    /// <param name="epochs">How many epochs it is planned for, at least 1.</param>
    /// <param name="power">Of the polynomial; 1 is linear; above 0.</param>
    /// <exception cref="WrongSettingsException">There is none of that name, or a number is out of range.</exception>
    public static LearningRateSchedule Named(string name, double initialRate, int epochs, double power = 1)
    {
        if (!(initialRate > 0 && double.IsFinite(initialRate)))
            throw new WrongSettingsException($"learning-rate is {initialRate}; it has to be above 0.");
        if (epochs < 1) throw new WrongSettingsException($"epochs is {epochs}; it has to be at least 1.");
        if (!(power > 0 && double.IsFinite(power))) throw new WrongSettingsException($"power is {power}; it has to be above 0.");
        return name switch
        {
            "constant" => new Constant(initialRate),
            "time" => new TimeDecay(initialRate, epochs),
            "polynomial" => new PolynomialDecay(initialRate, epochs, power),
            _ => throw new WrongSettingsException($"schedule is \"{name}\"; it has to be one of {string.Join(", ", Names)}."),
        };
    }
}

/// <summary>The same rate throughout.</summary>
internal sealed class Constant(double rate) : LearningRateSchedule
{
    public override double At(int epoch, long step) => rate;
}

/// <summary>rate / (1 + decay · step) with decay = rate / epochs, as Keras's <c>decay</c> argument applies it at every step.</summary>
internal sealed class TimeDecay(double rate, int epochs) : LearningRateSchedule
{
    public override double At(int epoch, long step) => rate / (1 + rate / epochs * step);
}

/// <summary>rate · (1 − epoch/epochs)^power, set at the beginning of every epoch; a power of 1 is linear.</summary>
internal sealed class PolynomialDecay(double rate, int epochs, double power) : LearningRateSchedule
{
    public override double At(int epoch, long step) => rate * Math.Pow(1 - (double)epoch / epochs, power);
}
