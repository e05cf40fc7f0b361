using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Likeness.Catalog;
using Likeness.Descriptors;

namespace Likeness.Indexing;

/// <summary>Describes the pictures of a batch, each by the descriptors that have not described its content yet.</summary>
internal sealed class DescribingStage(IReadOnlyList<IDescriptor> descriptors, PixelBuffers buffers, int batchSize)
{
    private readonly CatalogDescriptor[] stored = [.. descriptors.Select(descriptor => descriptor.InCatalog())];
    private readonly List<IndexOutcome> chosen = new(batchSize);
    private byte[] pictures = [];

    /// <summary>Adds the vectors to the batch; an outcome whose vector is no use is turned into a failure.</summary>
    /// <returns>The contents that were described.</returns>
    public IReadOnlyCollection<ContentHash> Describe(List<IndexOutcome> outcomes, CatalogBatch batch)
    {
        var contents = new HashSet<ContentHash>();
        var first = outcomes.FindAll(outcome => outcome.Pixels is not null && contents.Add(outcome.Content));
        for (var i = 0; i < descriptors.Count; i++)
        {
            chosen.Clear();
            chosen.AddRange(first.Where(outcome => (outcome.Missing >> i & 1) == 1));
            for (var start = 0; start < chosen.Count; start += batchSize) Describe(i, start, Math.Min(batchSize, chosen.Count - start), batch);
        }
        foreach (var failed in first.Where(outcome => outcome.Failure is not null))
        {
            contents.Remove(failed.Content);
            batch.Vectors.RemoveAll(vector => vector.Content == failed.Content);
            foreach (var copy in outcomes.Where(outcome => outcome.Pixels is not null && outcome.Content == failed.Content)) copy.Failure = failed.Failure;
        }
        return contents;
    }

    private void Describe(int index, int start, int count, CatalogBatch batch)
    {
        var descriptor = descriptors[index];
        var pictureBytes = descriptor.PictureHeight * descriptor.PictureWidth * 3;
        if (pictures.Length < count * pictureBytes) pictures = new byte[checked(batchSize * pictureBytes)];
        for (var i = 0; i < count; i++) buffers.For(index, chosen[start + i].Pixels!).CopyTo(pictures.AsSpan(i * pictureBytes));
        var vectors = new float[count * descriptor.Dimensions];
        descriptor.Describe(pictures.AsSpan(0, count * pictureBytes), count, vectors);
        for (var i = 0; i < count; i++)
        {
            var vector = vectors.AsMemory(i * descriptor.Dimensions, descriptor.Dimensions);
            if (float.IsFinite(TensorPrimitives.MaxMagnitude<float>(vector.Span))) batch.Vectors.Add(new CatalogVector(stored[index], chosen[start + i].Content, vector));
            else chosen[start + i].Failure = $"the descriptor '{descriptor.Name}' makes numbers of it that are not finite (NaN or infinite); where it does so of many pictures, its weights or its preprocessing are wrong";
        }
    }
}

/// <summary>Which contents have vectors of which descriptors in the catalog. Safe to use from several threads.</summary>
internal sealed class DescribedContents
{
    /// <summary>Bits of a mask.</summary>
    public const int MostDescriptors = 32;

    private readonly ConcurrentDictionary<ContentHash, uint> masks = new();
    private readonly ConcurrentDictionary<ContentHash, bool> anew = new();
    private readonly uint all;

    private DescribedContents(int descriptors) => all = uint.MaxValue >> (MostDescriptors - descriptors);

    /// <summary>Reads which contents have vectors in the generations of these descriptors.</summary>
    public static async Task<DescribedContents> ReadAsync(
        ICatalogReader catalog, IReadOnlyList<CatalogDescriptor> descriptors, CancellationToken cancellationToken)
    {
        var read = new DescribedContents(descriptors.Count);
        for (var i = 0; i < descriptors.Count; i++)
        {
            await foreach (var content in catalog.DescribedAsync(descriptors[i], cancellationToken).ConfigureAwait(false))
                read.masks[content] = read.masks.GetValueOrDefault(content) | (1u << i);
        }

        return read;
    }

    public bool IsComplete(ContentHash content) => Missing(content) == 0;

    /// <summary>A bit for each descriptor that has yet to describe the content.</summary>
    public uint Missing(ContentHash content) => all & ~masks.GetValueOrDefault(content);

    /// <summary>The same where what was described before this run does not count.</summary>
    public uint MissingAgain(ContentHash content) => anew.ContainsKey(content) ? 0 : all;

    public void SetComplete(ContentHash content)
    {
        masks[content] = all;
        anew[content] = true;
    }
}
