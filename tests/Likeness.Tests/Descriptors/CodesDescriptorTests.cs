using Likeness.Descriptors;
using Likeness.Descriptors.Codes;
using Likeness.Imaging.Grey;
using Likeness.Neural.Files;
using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing;
using Likeness.Testing.Descriptors;
using Likeness.Testing.Numbers;

namespace Likeness.Tests.Descriptors;

public sealed class CodesDescriptorTests : DescriptorConformance, IDisposable
{
    private static readonly AutoencoderSettings Small = new() { Architecture = "article", Height = 16, Width = 8, Filters = [4, 6], Codes = 5 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override IDescriptor Create() => Load(Small);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Codes_are_the_encoders_of_pictures_in_its_colours(bool grey)
    {
        using var descriptor = Load(Small with { Grey = grey });
        using var model = Autoencoder.Create(Small with { Grey = grey }, seed: 9);
        var pictures = new byte[3 * 16 * 8 * 3];
        new Random(4).NextBytes(pictures);
        var bytes = grey ? new byte[pictures.Length / 3] : pictures;
        if (grey) Luma.Of(pictures, bytes);
        using var batch = Tensor.From(model.Encoder.InputShape.Batch(3), [.. bytes.Select(value => value / 255f)]);
        using var team = new WorkerTeam(1);
        var expected = model.Encoder.Forward(new Pass(team, Training: false), batch);
        Close.Check(Close.ToDouble(expected.Span), Describe(descriptor, pictures, 3));
    }

    [Fact]
    public void Another_model_has_another_fingerprint()
    {
        using var colour = Load(Small);
        using var grey = Load(Small with { Grey = true });
        using var other = Load(Small with { Codes = 6 });
        Assert.Equal(3, new[] { colour.Fingerprint, grey.Fingerprint, other.Fingerprint }.Distinct().Count());
    }

    private CodesDescriptor Load(AutoencoderSettings settings)
    {
        var path = folder[$"{Guid.NewGuid():N}.safetensors"];
        using var model = Autoencoder.Create(settings, seed: 9);
        ModelFile.Write(path, model, new TrainingRecord());
        return CodesDescriptor.Load(path, threads: 2);
    }
}
