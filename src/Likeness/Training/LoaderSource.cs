using Likeness.Imaging.Batches;
using Likeness.Neural.Training;

namespace Likeness.Training;

/// <summary>The batches that Imaging prepares, as the trainer takes them.</summary>
internal sealed class LoaderSource(BatchLoader loader) : IBatchSource
{
    public int Count => loader.PictureCount;

    public void BeginEpoch(int epoch, int firstBatch = 0) => loader.BeginEpoch(epoch, firstBatch);

    public int Read(Span<float> batch, CancellationToken cancellationToken) => loader.Read(batch, cancellationToken);
}
