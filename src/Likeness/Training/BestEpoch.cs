using Likeness.Neural.Training;

namespace Likeness.Training;

/// <summary>Which epoch's weights to keep.</summary>
internal static class BestEpoch
{
    /// <summary>
    /// The first with the lowest validation loss; the last one where nothing was held back, because the loss in training says nothing about other pictures.
    /// </summary>
    /// <returns>From 1; 0 where there is none.</returns>
    public static int Of(IReadOnlyList<EpochRecord> history)
    {
        var best = 0;
        for (var i = 0; i < history.Count; i++)
        {
            if (best == 0 || history[i].ValidationLoss is not { } loss || loss < history[best - 1].ValidationLoss) best = i + 1;
        }

        return best;
    }
}
