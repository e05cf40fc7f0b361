using Likeness.Descriptors;
using Likeness.Descriptors.Colour;
using Likeness.Embeddings;
using Likeness.Imaging;
using Likeness.Imaging.Drawing;
using Likeness.Testing;
using Microsoft.Extensions.AI;

namespace Likeness.Tests.Embeddings;

public sealed class DescriptorEmbeddingGeneratorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DescriptorEmbeddingGenerator generator = new(new ColourDescriptor(16, 16, threads: 1));

    [Fact]
    public async Task Vectors_are_those_of_the_descriptor_in_the_order_of_the_pictures_over_several_batches()
    {
        var pictures = Enumerable.Range(0, 40).Select(Draw).ToArray();
        var embeddings = await generator.GenerateAsync(pictures.Select(picture => picture.Content));
        Assert.Equal(40, embeddings.Count);
        using var descriptor = new ColourDescriptor(16, 16, threads: 1);
        for (var i = 0; i < 40; i++)
        {
            var expected = new float[descriptor.Dimensions];
            descriptor.Describe(pictures[i].Pixels.Rgb, 1, expected);
            Assert.Equal(expected, embeddings[i].Vector.ToArray());
            Assert.Equal($"colour-{descriptor.Fingerprint}", embeddings[i].ModelId);
        }
    }

    [Fact]
    public async Task Several_threads_at_once_get_what_one_gets()
    {
        var pictures = Enumerable.Range(0, 8).Select(i => Draw(i).Content).ToArray();
        var expected = await generator.GenerateAsync(pictures);
        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => generator.GenerateAsync(pictures)));
        Assert.All(all, embeddings => Assert.All(embeddings.Zip(expected), pair => Assert.Equal(pair.Second.Vector.ToArray(), pair.First.Vector.ToArray())));
    }

    [Fact]
    public void It_says_what_it_is()
    {
        var metadata = Assert.IsType<EmbeddingGeneratorMetadata>(generator.GetService(typeof(EmbeddingGeneratorMetadata)));
        Assert.Equal(("likeness", 512, generator.ModelId), (metadata.ProviderName, metadata.DefaultModelDimensions, metadata.DefaultModelId));
        Assert.IsType<ColourDescriptor>(generator.GetService(typeof(IDescriptor)));
        Assert.Same(generator, generator.GetService(typeof(IEmbeddingGenerator<DataContent, Embedding<float>>)));
        Assert.Null(generator.GetService(typeof(string)));
        Assert.Null(generator.GetService(typeof(IDescriptor), "a key"));
    }

    [Fact]
    public async Task What_is_no_picture_is_named_by_its_place()
    {
        var picture = Draw(1).Content;
        var text = await Assert.ThrowsAsync<UnusableInputException>(() => generator.GenerateAsync([picture, new DataContent("hello"u8.ToArray(), "text/plain")]));
        Assert.Contains("Item 1 is 'text/plain'", text.Message, StringComparison.Ordinal);
        var cut = await Assert.ThrowsAsync<UnusableInputException>(() => generator.GenerateAsync([new DataContent(picture.Data[..20], "image/png")]));
        Assert.Contains("Item 0 ('image/png', 20 bytes) cannot be used", cut.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnusableInputException>(() => generator.GenerateAsync([new DataContent(Array.Empty<byte>(), "image/png")]));
    }

    [Fact]
    public async Task Other_dimensions_or_another_model_are_refused_and_its_own_are_not()
    {
        var picture = Draw(1).Content;
        await Assert.ThrowsAsync<WrongSettingsException>(() => generator.GenerateAsync([picture], new EmbeddingGenerationOptions { Dimensions = 64 }));
        await Assert.ThrowsAsync<WrongSettingsException>(() => generator.GenerateAsync([picture], new EmbeddingGenerationOptions { ModelId = "another" }));
        Assert.Single(await generator.GenerateAsync([picture], new EmbeddingGenerationOptions { Dimensions = 512, ModelId = generator.ModelId }));
        Assert.Empty(await generator.GenerateAsync([]));
    }

    [Fact]
    public async Task A_cancelled_call_ends_and_the_next_one_works()
    {
        var picture = Draw(1).Content;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync([picture], cancellationToken: new CancellationToken(canceled: true)));
        Assert.Single(await generator.GenerateAsync([picture]));
    }

    public void Dispose()
    {
        generator.Dispose();
        folder.Dispose();
    }

    private (DataContent Content, Pixels Pixels) Draw(int number)
    {
        var pixels = new Pixels(16, 16);
        for (var i = 0; i < pixels.Rgb.Length; i++) pixels.Rgb[i] = (byte)(number * 37 + i * (number % 5 + 1));
        var file = folder[$"{number}.png"];
        PictureWriter.WritePng(file, pixels);
        return (new DataContent(File.ReadAllBytes(file), "image/png"), pixels);
    }
}
