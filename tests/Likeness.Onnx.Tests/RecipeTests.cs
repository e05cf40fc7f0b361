using Likeness.Descriptors;
using Likeness.Library;
using Likeness.Onnx.Networks;
using Likeness.Onnx.Preprocessing;
using Likeness.Onnx.Tests.Support;
using Likeness.Testing;
using Likeness.Testing.OnnxRuntime;

namespace Likeness.Onnx.Tests;

public sealed class RecipeTests : IDisposable
{
    private static readonly string Digest = new('a', 64);

    private readonly TemporaryFolder folder = new();
    private readonly DescriptorRegistry registry = DescriptorRegistry.Standard.With(new OnnxDescriptorSource());

    private LibraryLayout Library => new(folder["library"]);

    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var weights = new Dictionary<string, string> { ["b.bin"] = Digest, ["a.bin"] = Digest };
        var preprocessing = OnnxPreprocessing.Clip with { Scale = 1 / 3.0, Layout = PixelLayout.ChannelsLast, Channels = ChannelOrder.Bgr };
        var recipe = new OnnxRecipe(folder["café.onnx"], new NetworkDigest(Digest, weights), "pooler_output", preprocessing, Normalise: false, Dimensions: 512);
        Assert.DoesNotContain("onnx", registry.In(Library));
        recipe.Write(Library);
        Assert.Contains("onnx", registry.In(Library));
        var read = OnnxRecipe.Read(Library);
        Assert.Equal((recipe.Network, recipe.Digest, recipe.Output, recipe.Normalise, recipe.Dimensions), (read.Network, read.Digest, read.Output, read.Normalise, read.Dimensions));
        Assert.Equal(recipe.Preprocessing.ToJson(), read.Preprocessing.ToJson());
        Assert.Equal([Library.DescriptorFile("onnx.json")], Directory.GetFileSystemEntries(Library.Descriptors));
    }

    [Fact]
    public void A_library_without_one_says_how_to_make_one() =>
        Assert.Contains("index --descriptor onnx --network", Assert.Throws<UnusableInputException>(() => registry.Open("onnx", Library)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"version\": 1")]
    [InlineData("\"version\": 1", "\"version\": 2")]
    [InlineData("\"dimensions\": 5", "\"dimensions\": 0")]
    [InlineData("\"crop\": 8", "\"crop\": 800")]
    [InlineData("\"output\": \"features\"", "\"output\": null")]
    [InlineData("\"normalise\": true", "\"normalise\": 1")]
    [InlineData("\"network\": \"", "\"network\": \"somewhere/")]
    public void A_damaged_one_is_refused(string text, string? instead = null)
    {
        Recipe().Write(Library);
        var file = Library.DescriptorFile("onnx.json");
        var changed = instead is null ? text : File.ReadAllText(file).Replace(text, instead, StringComparison.Ordinal);
        Assert.NotEqual(File.ReadAllText(file), changed);
        File.WriteAllText(file, changed);
        var failure = Assert.Throws<DamagedDataException>(() => registry.Open("onnx", Library));
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
        Assert.Contains("index --descriptor onnx", failure.Message, StringComparison.Ordinal);
    }

    [OnnxRuntimeFact]
    public void What_was_prepared_and_written_is_what_is_opened()
    {
        var file = folder.Write("network.onnx", Small.Network().Bytes());
        var preprocessing = folder.Write("own.json", "{\"crop\": 8, \"resize\": 10, \"mean\": [0.1, 0.2, 0.3]}"u8);
        var recipe = OnnxDescriptorSource.Prepare(file, preprocessing: preprocessing, threads: 1);
        Assert.False(Directory.Exists(Library.Folder));
        Assert.Equal((file, "features", Small.Features, true), (recipe.Network, recipe.Output, recipe.Dimensions, recipe.Normalise));
        recipe.Write(Library);
        File.Delete(preprocessing);
        using var direct = OnnxDescriptor.Open(file, preprocessing: recipe.Preprocessing);
        using var opened = registry.Open("onnx", Library, threads: 2, few: true);
        Assert.Equal((direct.Name, direct.Fingerprint, direct.Dimensions, direct.Metric), (opened.Name, opened.Fingerprint, opened.Dimensions, opened.Metric));
        var (a, b) = (new float[Small.Features], new float[Small.Features]);
        direct.Describe(Small.Pictures(1), 1, a);
        opened.Describe(Small.Pictures(1), 1, b);
        Assert.Equal(a, b);
    }

    [OnnxRuntimeFact]
    public void A_wrong_network_or_setting_is_refused_before_anything_is_written()
    {
        var file = folder.Write("network.onnx", Small.Network().Bytes());
        Assert.Throws<WrongSettingsException>(() => OnnxDescriptorSource.Prepare(file, preprocessing: "imagenet"));
        Assert.Throws<WrongSettingsException>(() => OnnxDescriptorSource.Prepare(file, preprocessing: "imagenett"));
        Assert.Throws<UnusableInputException>(() => OnnxDescriptorSource.Prepare(file, preprocessing: folder["none.json"]));
        Assert.Throws<UnusableInputException>(() => OnnxDescriptorSource.Prepare(folder["none.onnx"]));
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Path));
    }

    [OnnxRuntimeFact]
    public void A_network_that_moved_changed_or_was_cut_off_is_refused()
    {
        var whole = Small.Network().Bytes();
        var file = folder.Write("network.onnx", whole);
        Recipe().Write(Library);
        File.Move(file, folder["elsewhere.onnx"]);
        var moved = Assert.Throws<UnusableInputException>(() => registry.Open("onnx", Library));
        Assert.Contains($"{file}, which the vectors", moved.Message, StringComparison.Ordinal);

        folder.Write("network.onnx", Small.Network(seed: 2).Bytes());
        var changed = Assert.Throws<DamagedDataException>(() => registry.Open("onnx", Library));
        Assert.Contains("another one", changed.Message, StringComparison.Ordinal);

        folder.Write("network.onnx", whole.AsSpan(0, whole.Length / 2));
        Assert.Contains("cut off", Assert.Throws<UnusableInputException>(() => registry.Open("onnx", Library)).Message, StringComparison.Ordinal);

        File.Move(folder["elsewhere.onnx"], file, overwrite: true);
        using var back = registry.Open("onnx", Library);
        Assert.Equal(Small.Features, back.Dimensions);
    }

    [OnnxRuntimeFact]
    public void A_recipe_that_promises_vectors_of_another_size_is_found_out()
    {
        folder.Write("network.onnx", Small.Network().Bytes());
        (Recipe() with { Dimensions = 6 }).Write(Library);
        using var descriptor = registry.Open("onnx", Library);
        var failure = Assert.Throws<DamagedDataException>(() => descriptor.Describe(Small.Pictures(1), 1, new float[6]));
        Assert.Contains("vectors of 5 numbers, where 6 were expected", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private OnnxRecipe Recipe()
    {
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Small.Network().Bytes()));
        return new OnnxRecipe(folder["network.onnx"], new NetworkDigest(digest, new Dictionary<string, string>()), "features", Small.Preprocessing, Normalise: true, Small.Features);
    }
}
