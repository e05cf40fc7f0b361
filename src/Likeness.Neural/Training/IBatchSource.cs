namespace Likeness.Neural.Training;

/// <summary>Where a trainer gets its pictures from, an epoch at a time.</summary>
public interface IBatchSource
{
    /// <summary>Pictures in an epoch.</summary>
    int Count { get; }

    /// <summary>Starts an epoch; what was left of the last one is dropped.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="firstBatch">The first batch of it that is wanted; those before it are not read.</param>
    void BeginEpoch(int epoch, int firstBatch = 0);

    /// <summary>Fills the batch with the next pictures.</summary>
    /// <param name="batch">Room for whole pictures: (height, width, channels) each, values in [0, 1].</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>How many pictures; 0 at the end of the epoch.</returns>
    int Read(Span<float> batch, CancellationToken cancellationToken);
}
