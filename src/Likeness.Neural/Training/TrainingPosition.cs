namespace Likeness.Neural.Training;

/// <summary>Where a training stands, between two steps, with the sums of the epoch so far.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Batches">Of this epoch that are done.</param>
/// <param name="Pictures">In those batches.</param>
/// <param name="Error">Sum of their squared errors, each batch's mean times its pictures.</param>
/// <param name="Loss">The same with penalties.</param>
/// <param name="Seconds">Spent on them.</param>
public readonly record struct TrainingPosition(int Epoch, int Batches, int Pictures, double Error, double Loss, double Seconds)
{
    /// <summary>The beginning of an epoch.</summary>
    /// <param name="epoch">From 0.</param>
    public static TrainingPosition StartOf(int epoch) => new(epoch, 0, 0, 0, 0, 0);
}
