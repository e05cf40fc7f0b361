namespace Likeness.Neural.Training.Triplets;

/// <summary>Where a triplet training gets its items from, an epoch at a time.</summary>
public interface ILabelledBatchSource
{
    /// <summary>Items in the epoch that was begun last; an item that is shown twice counts twice.</summary>
    int Count { get; }

    /// <summary>Items in the largest batch.</summary>
    int LargestBatch { get; }

    /// <summary>Starts an epoch, numbered from 0; what was left of the last one is dropped.</summary>
    void BeginEpoch(int epoch);

    /// <summary>Fills the batch with the next items.</summary>
    /// <param name="batch">Room for <see cref="LargestBatch"/> whole items.</param>
    /// <param name="labels">Receives the number of each item's label.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>How many items; 0 at the end of the epoch.</returns>
    int Read(Span<float> batch, Span<int> labels, CancellationToken cancellationToken);
}
