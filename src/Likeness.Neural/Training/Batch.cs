namespace Likeness.Neural.Training;

/// <summary>
/// What one step learns from: pictures (or vectors), with labels and several views of each where the objective asks for them.
/// </summary>
public sealed class Batch
{
    private readonly ReadOnlyMemory<int> labels;

    /// <summary>A batch over memory of the caller's.</summary>
    /// <param name="pictures">(rows, …shape of an item); a picture of several views has as many rows, one after another.</param>
    /// <param name="labels">A number for each row, equal where rows belong together; empty where there are no labels.</param>
    /// <param name="views">Rows of each picture, at least 1.</param>
    /// <exception cref="ArgumentException">The rows are no multiple of the views, or not as many as the labels.</exception>
    public Batch(Tensor pictures, ReadOnlyMemory<int> labels = default, int views = 1)
    {
        var rows = pictures.Shape[0];
        if (views < 1 || rows % views != 0)
            throw new ArgumentException($"{rows} rows are no pictures of {views} views each.", nameof(views));
        if (!labels.IsEmpty && labels.Length != rows)
            throw new ArgumentException($"There are {labels.Length} labels for {rows} rows.", nameof(labels));
        (Pictures, this.labels, Views) = (pictures, labels, views);
    }

    /// <summary>(rows, …shape of an item): what goes into the network.</summary>
    public Tensor Pictures { get; }

    /// <summary>
    /// A number for each row, from 0: that of its label, or of its picture where several views are shown; empty without labels.
    /// </summary>
    public ReadOnlySpan<int> Labels => labels.Span;

    /// <summary>Rows of each picture, at least 1.</summary>
    public int Views { get; }

    /// <summary>Rows in <see cref="Pictures"/>: pictures times views.</summary>
    public int Rows => Pictures.Shape[0];
}

/// <summary>Where a trainer gets its batches from, an epoch at a time. Used by one thread at a time.</summary>
public interface IBatchSource
{
    /// <summary>
    /// Rows in the epoch that was begun last, or in any epoch if all have as many; a picture that is shown twice counts twice.
    /// </summary>
    int Count { get; }

    /// <summary>Rows in the largest batch, at least 1: the room that <see cref="Read"/> is given.</summary>
    int LargestBatch { get; }

    /// <summary>Whether every row comes with a label.</summary>
    bool HasLabels => false;

    /// <summary>Rows of each picture: 1, or as many as views of it are shown in a batch, one after another.</summary>
    int Views => 1;

    /// <summary>
    /// The number, within the epoch, of the batch that <see cref="Read"/> looks at next: where a training goes on that stops here.
    /// </summary>
    int NextBatch { get; }

    /// <summary>Starts an epoch; what was left of the last one is dropped.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="firstBatch">The first batch of it that is wanted, from 0; those before it are not read.</param>
    void BeginEpoch(int epoch, int firstBatch = 0);

    /// <summary>Fills a batch with the next pictures.</summary>
    /// <param name="pictures">Room for <see cref="LargestBatch"/> whole rows.</param>
    /// <param name="labels">Room for as many labels; left as it is by a source without.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>How many rows; 0 at the end of the epoch.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    int Read(Span<float> pictures, Span<int> labels, CancellationToken cancellationToken);
}
