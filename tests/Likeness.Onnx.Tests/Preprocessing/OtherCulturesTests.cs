using Likeness.Onnx.Preprocessing;
using Likeness.Testing;

namespace Likeness.Onnx.Tests.Preprocessing;

public sealed class OtherCulturesTests
{
    [Fact]
    public void A_preprocessing_is_stored_and_fingerprinted_alike_in_every_culture()
    {
        var (usual, foreign) = ForeignCulture.Both(() => OnnxPreprocessing.Clip.ToJson() + OnnxPreprocessing.Clip.Canonical(PixelLayout.ChannelsFirst));
        Assert.Contains("0.48145466", usual, StringComparison.Ordinal);
        Assert.Equal(usual, foreign);
    }
}
