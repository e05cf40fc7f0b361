using Likeness.Neural.Training;

namespace Likeness.Neural.Tests.Training;

/// <summary>Noisy vectors around a centre for each label, half of whose numbers say nothing.</summary>
internal sealed class Points : IBatchSource
{
    private readonly float[][] vectors;
    private readonly int[] labels;
    private readonly BalancedBatches? balanced;
    private readonly int largest;
    private IReadOnlyList<int[]> batches = [];

    public Points(int labels, int each, int length, int seed, int batch, bool inOrder = false)
    {
        var centres = new Random(1);
        var random = new Random(seed);
        float[][] centre = [.. Enumerable.Range(0, labels).Select(_ => Draw(centres, length / 2))];
        this.labels = [.. Enumerable.Range(0, labels * each).Select(i => i % labels)];
        vectors = [.. this.labels.Select(label => (float[])[.. centre[label].Zip(Draw(random, length / 2), (a, b) => a + 0.4f * b), .. Draw(random, length - length / 2).Select(v => 3 * v)])];
        balanced = inOrder ? null : new BalancedBatches(this.labels, batch, seed);
        largest = batch;
    }

    public int Count => batches.Sum(batch => batch.Length);

    public int LargestBatch => largest;

    /// <summary>Puts a number that is none into an item.</summary>
    public Points Spoil(int item)
    {
        vectors[item][0] = float.NaN;
        return this;
    }

    public bool HasLabels => true;

    public int NextBatch { get; private set; }

    public void BeginEpoch(int epoch, int firstBatch = 0) =>
        (batches, NextBatch) = (balanced?.Of(epoch) ?? [.. Enumerable.Range(0, vectors.Length).Chunk(largest)], firstBatch);

    public int Read(Span<float> batch, Span<int> labels, CancellationToken cancellationToken)
    {
        if (NextBatch == batches.Count) return 0;
        var chosen = batches[NextBatch++];
        for (var i = 0; i < chosen.Length; i++)
        {
            vectors[chosen[i]].CopyTo(batch[(i * vectors[0].Length)..]);
            labels[i] = this.labels[chosen[i]];
        }

        return chosen.Length;
    }

    /// <summary>The share of vectors whose nearest other one has the same label.</summary>
    public double NearestAgree(float[] embeddings)
    {
        var length = embeddings.Length / labels.Length;
        return Enumerable.Range(0, labels.Length).Average(i =>
            labels[Enumerable.Range(0, labels.Length).Where(j => j != i).MinBy(j => Enumerable.Range(0, length).Sum(d => Math.Pow(embeddings[i * length + d] - embeddings[j * length + d], 2)))] == labels[i] ? 1.0 : 0);
    }

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];
}
