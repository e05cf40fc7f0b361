using Likeness.Descriptors;
using Likeness.Descriptors.Triplet;
using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing;
using Likeness.Testing.Descriptors;
using Likeness.Testing.Numbers;
using Likeness.Tests.Fakes;

namespace Likeness.Tests.Descriptors;

/// <summary>An embedding of pictures.</summary>
public sealed class TripletDescriptorTests : DescriptorConformance, IDisposable
{
    private static readonly EmbeddingSettings Small = new() { Encoder = new AutoencoderSettings { Height = 16, Width = 8, Filters = [4, 6], Codes = 5 }, Dimensions = 5 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override IDescriptor Create() => Load(Small);

    [Fact]
    public void Vectors_are_those_of_the_network_and_have_length_1()
    {
        using var descriptor = Create();
        using var model = EmbeddingModel.Create(Small, seed: 9);
        var pictures = new byte[3 * 16 * 8 * 3];
        new Random(4).NextBytes(pictures);
        using var batch = Tensor.From(model.Network.InputShape.Batch(3), [.. pictures.Select(value => value / 255f)]);
        using var team = new WorkerTeam(1);
        var found = Describe(descriptor, pictures, 3);
        Close.Check(Close.ToDouble(model.Network.Forward(new Pass(team, Training: false), batch).Span), found);
        Assert.All(found.Chunk(5), vector => Assert.Equal(1, vector.Sum(v => v * v), 1e-5));
    }

    [Fact]
    public void The_registry_opens_it_where_there_is_one()
    {
        var layout = new LibraryLayout(folder.Path);
        Assert.DoesNotContain("triplet", DescriptorRegistry.Standard.In(layout));
        Assert.Contains("train --objective triplet", Assert.Throws<UnusableInputException>(() => DescriptorRegistry.Standard.Open("triplet", layout)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(layout.Descriptors);
        Write(Small, layout.DescriptorFile("triplet.safetensors"));
        Assert.Contains("triplet", DescriptorRegistry.Standard.In(layout));
        using var opened = DescriptorRegistry.Standard.Open("triplet", layout, threads: 1);
        using var loaded = Create();
        Assert.Equal((loaded.Name, loaded.Fingerprint), (opened.Name, opened.Fingerprint));
        File.WriteAllText(layout.DescriptorFile("triplet.safetensors"), "something else");
        Assert.Throws<DamagedDataException>(() => DescriptorRegistry.Standard.Open("triplet", layout));
    }

    private static void Write(EmbeddingSettings settings, string path)
    {
        using var model = EmbeddingModel.Create(settings, seed: 9);
        EmbeddingFile.Write(path, model, new EmbeddingRecord());
    }

    private TripletDescriptor Load(EmbeddingSettings settings)
    {
        var path = folder[$"{Guid.NewGuid():N}.safetensors"];
        Write(settings, path);
        return TripletDescriptor.Load(path, _ => throw new InvalidOperationException("It stands on pictures."), threads: 2);
    }
}

/// <summary>A head on another descriptor's vectors.</summary>
public sealed class TripletHeadDescriptorTests : DescriptorConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override IDescriptor Create()
    {
        var path = folder[$"{Guid.NewGuid():N}.safetensors"];
        using var model = EmbeddingModel.Create(new EmbeddingSettings { Base = new EmbeddingBase("base", "f1", MeanDescriptor.Length), Hidden = 7, Dimensions = 4 }, seed: 9);
        EmbeddingFile.Write(path, model, new EmbeddingRecord());
        return TripletDescriptor.Load(path, name => new MeanDescriptor(name, "f1"), threads: 2);
    }

    [Fact]
    public void A_picture_that_its_base_cannot_describe_it_cannot_describe_either()
    {
        var path = folder["head.safetensors"];
        using var model = EmbeddingModel.Create(new EmbeddingSettings { Base = new EmbeddingBase("base", "f1", 4), Hidden = 7, Dimensions = 3 }, seed: 9);
        EmbeddingFile.Write(path, model, new EmbeddingRecord());
        using var descriptor = TripletDescriptor.Load(path, name => new FakeDescriptor(name, "f1") { Poison = 9 }, threads: 1);
        var pictures = new byte[3 * 12];
        new Random(4).NextBytes(pictures);
        var before = Describe(descriptor, pictures, 3);
        pictures[12] = 9;
        var after = Describe(descriptor, pictures, 3);
        Assert.All(after[3..6], number => Assert.True(float.IsNaN(number)));
        Assert.Equal((float[])[.. before[..3], .. before[6..]], (float[])[.. after[..3], .. after[6..]]);
    }

    [Fact]
    public void It_takes_the_pictures_that_its_base_takes()
    {
        using var descriptor = Create();
        Assert.Equal((16, 16, 4), (descriptor.PictureHeight, descriptor.PictureWidth, descriptor.Dimensions));
    }
}
