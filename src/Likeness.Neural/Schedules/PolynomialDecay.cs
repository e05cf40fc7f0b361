namespace Likeness.Neural.Schedules;

/// <summary>rate · (1 − epoch/epochs)^power, set at the beginning of every epoch; a power of 1 is linear.</summary>
internal sealed class PolynomialDecay(double rate, int epochs, double power) : LearningRateSchedule
{
    public override double At(int epoch, long step) => rate * Math.Pow(1 - (double)epoch / epochs, power);
}
