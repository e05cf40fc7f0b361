using Likeness.Neural.Layers;
using Likeness.Numerics.Parallelism;

namespace Likeness.Neural.Training;

/// <summary>Runs a network in inference over all items of a source.</summary>
public static class Embedder
{
    /// <summary>Computes the vectors of all items, in the order of the source.</summary>
    /// <param name="network">From an item to a vector.</param>
    /// <param name="source">An epoch of it gives every item once.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>Count × dimensions numbers; fewer where the source gave fewer items than it has.</returns>
    /// <exception cref="WrongSettingsException">They are more than an array holds.</exception>
    public static float[] Run(INetwork network, IBatchSource source, WorkerTeam team, CancellationToken cancellationToken)
    {
        source.BeginEpoch(0);
        var dimensions = checked((int)network.OutputShape.Count);
        var vectors = Room(source.Count, dimensions);
        var labels = new int[source.LargestBatch];
        var pass = new Pass(team, Training: false);
        using var memory = new Tensor(network.InputShape.Batch(source.LargestBatch));
        var done = 0;
        for (int count; (count = source.Read(memory.Span, labels, cancellationToken)) > 0; done += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = count == source.LargestBatch ? memory : memory.View(network.InputShape.Batch(count));
            network.Forward(pass, batch).Span.CopyTo(vectors.AsSpan(done * dimensions));
        }

        if (done < source.Count) Array.Resize(ref vectors, done * dimensions);
        return vectors;
    }

    /// <summary>An array for vectors.</summary>
    /// <param name="count">How many.</param>
    /// <param name="dimensions">Numbers of each.</param>
    /// <exception cref="WrongSettingsException">They are more than an array holds.</exception>
    public static float[] Room(int count, int dimensions) => (long)count * dimensions <= Array.MaxLength
        ? new float[count * dimensions]
        : throw new WrongSettingsException(
            $"{count:N0} pictures held back with {dimensions:N0} numbers each are more than the {Array.MaxLength:N0} numbers that can be "
            + "compared at once. Hold fewer back (validation).");
}
