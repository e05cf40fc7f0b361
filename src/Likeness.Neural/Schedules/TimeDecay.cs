namespace Likeness.Neural.Schedules;

/// <summary>rate / (1 + decay · step) with decay = rate / epochs, as Keras's <c>decay</c> argument applies it at every step.</summary>
internal sealed class TimeDecay(double rate, int epochs) : LearningRateSchedule
{
    public override double At(int epoch, long step) => rate / (1 + rate / epochs * step);
}
