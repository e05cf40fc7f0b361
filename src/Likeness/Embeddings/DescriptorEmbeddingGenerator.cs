using System.Collections.Concurrent;
using Likeness.Descriptors;
using Likeness.Imaging;
using Likeness.Imaging.Decoding;
using Microsoft.Extensions.AI;

namespace Likeness.Embeddings;

/// <summary>
/// Any descriptor as the embedding generator that .NET programs and vector stores expect. Safe to use from several threads: pictures are decoded side by side, and described one
/// batch after the other.
/// </summary>
public sealed class DescriptorEmbeddingGenerator : IEmbeddingGenerator<DataContent, Embedding<float>>
{
    private const int BatchSize = 32;

    private readonly IDescriptor descriptor;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ConcurrentBag<PictureReader> readers = [];
    private readonly EmbeddingGeneratorMetadata metadata;

    /// <param name="descriptor">What makes the vectors; it is disposed with the generator, and meanwhile used by nobody else.</param>
    /// <param name="time">The clock that says when an embedding was created; the system's by default.</param>
    public DescriptorEmbeddingGenerator(IDescriptor descriptor, TimeProvider? time = null)
    {
        this.descriptor = descriptor;
        this.time = time ?? TimeProvider.System;
        ModelId = $"{descriptor.Name}-{descriptor.Fingerprint}";
        metadata = new EmbeddingGeneratorMetadata("likeness", providerUri: null, ModelId, descriptor.Dimensions);
    }

    /// <summary>The descriptor's name and fingerprint: vectors with different ones are never to be compared.</summary>
    public string ModelId { get; }

    /// <summary>Describes pictures.</summary>
    /// <param name="values">Picture files, each whole: JPEG, PNG and whatever else can be read.</param>
    /// <param name="options">If it names dimensions or a model, they have to be this generator's.</param>
    /// <param name="cancellationToken">Ends it between two pictures.</param>
    /// <returns>A vector for each, in their order.</returns>
    /// <exception cref="UnusableInputException">One is no picture that can be used; the message says which and why.</exception>
    /// <exception cref="WrongSettingsException">The options ask for another model or other dimensions, or a vector is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        Check(options);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var batch in values.Chunk(BatchSize))
        {
            var first = embeddings.Count;
            var pictures = await Task.Run(() => Decode(batch, first, cancellationToken), cancellationToken).ConfigureAwait(false);
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                embeddings.AddRange(await Task.Run(() => Describe(pictures, batch.Length, first), cancellationToken).ConfigureAwait(false));
            }
            finally
            {
                turn.Release();
            }
        }

        return embeddings;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return metadata;
        return serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(descriptor) ? descriptor : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (readers.TryTake(out var reader)) reader.Dispose();
        turn.Dispose();
        descriptor.Dispose();
    }

    private void Check(EmbeddingGenerationOptions? options)
    {
        if (options?.Dimensions is { } dimensions && dimensions != descriptor.Dimensions)
            throw new WrongSettingsException($"Embeddings of {dimensions} dimensions were asked for; '{descriptor.Name}' gives {descriptor.Dimensions}. Leave the dimensions out, or ask for these.");
        if (options?.ModelId is { } model && model != ModelId)
            throw new WrongSettingsException($"Embeddings of the model '{model}' were asked for; this generator has '{ModelId}'. Leave the model out, or ask for this one.");
    }

    private byte[] Decode(DataContent[] batch, int first, CancellationToken cancellationToken)
    {
        var bytes = Pixels.ByteCount(descriptor.PictureHeight, descriptor.PictureWidth);
        var pictures = new byte[checked(batch.Length * bytes)];
        if (!readers.TryTake(out var reader)) reader = new PictureReader();
        try
        {
            for (var i = 0; i < batch.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Decode(reader, batch[i], first + i, pictures.AsSpan(i * bytes, bytes));
            }

            return pictures;
        }
        finally
        {
            readers.Add(reader);
        }
    }

    private void Decode(PictureReader reader, DataContent content, int number, Span<byte> pixels)
    {
        if (content is null || !content.HasTopLevelMediaType("image"))
            throw new UnusableInputException($"Item {number} is {(content is null ? "null" : $"'{content.MediaType}'")}; it has to be a picture (a media type that begins with image/).");
        try
        {
            reader.Decode(content.Data.Span, descriptor.PictureHeight, descriptor.PictureWidth, pixels);
        }
        catch (UnusableInputException bad)
        {
            throw new UnusableInputException($"Item {number} ('{content.MediaType}', {content.Data.Length:N0} bytes) cannot be used: {bad.Message}. Leave it out, or give another picture.", bad);
        }
    }

    private IEnumerable<Embedding<float>> Describe(byte[] pictures, int count, int first)
    {
        var vectors = new float[checked(count * descriptor.Dimensions)];
        descriptor.Describe(pictures, count, vectors);
        var now = time.GetUtcNow();
        var embeddings = new Embedding<float>[count];
        for (var i = 0; i < count; i++)
        {
            var vector = vectors.AsMemory(i * descriptor.Dimensions, descriptor.Dimensions);
            if (vector.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue)) throw new WrongSettingsException($"'{descriptor.Name}' gave numbers for item {first + i} that are not finite. Use another model.");
            embeddings[i] = new Embedding<float>(vector) { CreatedAt = now, ModelId = ModelId };
        }

        return embeddings;
    }
}
