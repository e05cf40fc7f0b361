using Likeness.Onnx.Preprocessing;
using Likeness.Testing;

namespace Likeness.Onnx.Tests.Preprocessing;

public sealed class OnnxPreprocessingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_named_ones_are_those_of_the_networks_they_are_named_after()
    {
        Assert.Equal((232, 224), (OnnxPreprocessing.Parse("imagenet").Resize, OnnxPreprocessing.Parse("imagenet").Crop));
        Assert.Equal([0.485, 0.456, 0.406], OnnxPreprocessing.Parse("imagenet").Mean);
        Assert.Equal([0.229, 0.224, 0.225], OnnxPreprocessing.Parse("imagenet").Std);
        Assert.Equal((224, 224), (OnnxPreprocessing.Parse("clip").Resize, OnnxPreprocessing.Parse("clip").Crop));
        Assert.Equal([0.48145466, 0.4578275, 0.40821073], OnnxPreprocessing.Parse("clip").Mean);
        Assert.Equal([0.26862954, 0.26130258, 0.27577711], OnnxPreprocessing.Parse("clip").Std);
        Assert.Equal((256, 224), (OnnxPreprocessing.Parse("dino").Resize, OnnxPreprocessing.Parse("dino").Crop));
        Assert.All(["imagenet", "clip", "dino"], name => OnnxPreprocessing.Parse(name).Validate());
    }

    [Fact]
    public void A_file_says_what_it_wants_and_leaves_out_the_rest()
    {
        var little = Read("{\"crop\": 300}");
        Assert.Equal((300, 300, 1.0 / 255, ChannelOrder.Rgb), (little.Crop, little.Resize, little.Scale, little.Channels));
        Assert.Null(little.Layout);
        Assert.Equal([0, 0, 0], little.Mean);
        Assert.Equal([1, 1, 1], little.Std);
        var all = Read("{\"resize\": 320, \"crop\": 300, \"scale\": 1, \"mean\": [1, 2, 3], \"std\": [4, 5, 6], \"layout\": \"NHWC\", \"channels\": \"BGR\"}");
        Assert.Equal((300, 320, 1.0, PixelLayout.ChannelsLast, ChannelOrder.Bgr), (all.Crop, all.Resize, all.Scale, all.Layout!.Value, all.Channels));
        Assert.Equal([1, 2, 3], all.Mean);
        Assert.Equal([4, 5, 6], all.Std);
        Assert.Equal(all.ToJson(), Read(all.ToJson()).ToJson());
    }

    [Theory]
    [InlineData("", "no valid JSON")]
    [InlineData("{}", "lacks the key crop")]
    [InlineData("null", "it is null")]
    [InlineData("{\"crop\": 224, \"sise\": 3}", "unknown key \"sise\"")]
    [InlineData("{\"crop\": \"224\"}", "\"crop\" in line 1 is not of the right kind")]
    [InlineData("{\"crop\": 224, \"layout\": \"CHW\"}", "\"layout\" in line 1 is not of the right kind")]
    [InlineData("{\"crop\": 224, \"channels\": 7}", "channels is 7; it has to be RGB or BGR")]
    [InlineData("{\"crop\": 0}", "crop is 0; it has to be 1 to 4096")]
    [InlineData("{\"crop\": 224, \"resize\": 223}", "resize is 223; it has to be 224 (crop) to 4096")]
    [InlineData("{\"crop\": 224, \"resize\": 5000}", "resize is 5000")]
    [InlineData("{\"crop\": 224, \"scale\": 0}", "scale is 0")]
    [InlineData("{\"crop\": 224, \"mean\": [1, 2]}", "mean is 1 2; it has to be three numbers")]
    [InlineData("{\"crop\": 224, \"std\": [1, 0, 1]}", "std is 1 0 1; it has to be three numbers, none of them 0")]
    public void A_wrong_file_is_refused_with_its_path(string text, string words)
    {
        var failure = Assert.Throws<WrongSettingsException>(() => Read(text));
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains(folder["own.json"], failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_and_a_missing_file_are_refused()
    {
        Assert.Contains("imagenet, clip, dino or a .json file", Assert.Throws<WrongSettingsException>(() => OnnxPreprocessing.Parse("Imagenet")).Message, StringComparison.Ordinal);
        Assert.Contains(folder["none.json"], Assert.Throws<UnusableInputException>(() => OnnxPreprocessing.Parse(folder["none.json"])).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private OnnxPreprocessing Read(string text) => OnnxPreprocessing.Parse(folder.Write("own.json", System.Text.Encoding.UTF8.GetBytes(text)));
}
