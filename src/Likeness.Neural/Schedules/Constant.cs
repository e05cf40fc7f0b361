namespace Likeness.Neural.Schedules;

/// <summary>The same rate throughout.</summary>
internal sealed class Constant(double rate) : LearningRateSchedule
{
    public override double At(int epoch, long step) => rate;
}
