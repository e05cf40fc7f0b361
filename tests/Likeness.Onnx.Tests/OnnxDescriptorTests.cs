using System.Reflection;
using Likeness.Descriptors;
using Likeness.Neural.Files.Onnx;
using Likeness.Onnx.Preprocessing;
using Likeness.Onnx.Tests.Support;
using Likeness.Testing;
using Likeness.Testing.Descriptors;
using Likeness.Testing.Numbers;
using Likeness.Testing.OnnxRuntime;

namespace Likeness.Onnx.Tests;

public sealed class OnnxDescriptorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Demands => [.. typeof(DescriptorConformance).GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null).Select(method => method.Name)];

    [OnnxRuntimeTheory]
    [MemberData(nameof(Demands))]
    public void It_does_what_every_descriptor_must(string demand) => Conformance.Check(demand, () => Open(Small.Network()));

    [OnnxRuntimeTheory]
    [MemberData(nameof(Demands))]
    public void It_does_so_with_a_network_for_four_pictures_at_once(string demand) => Conformance.Check(demand, () => Open(Small.Network(batch: 4)));

    [OnnxRuntimeFact]
    public void A_network_like_EfficientNet_gives_what_a_plain_computation_of_it_gives()
    {
        var efficient = new EfficientNetLike();
        var preprocessing = OnnxPreprocessing.Dino with { Resize = 37, Crop = EfficientNetLike.Side };
        using var descriptor = OnnxDescriptor.Open(folder.Write("efficient.onnx", efficient.File), preprocessing: preprocessing, normalise: false, threads: 2);
        const int count = 11;
        var pictures = Small.Pictures(count, side: 37);
        var vectors = Describe(descriptor, pictures, count);
        for (var i = 0; i < count; i++)
        {
            var expected = efficient.Compute(PlainPreprocessing.Of(pictures.AsSpan(i * 37 * 37 * 3, 37 * 37 * 3), preprocessing));
            Close.Check(expected, vectors.AsSpan(i * EfficientNetLike.Features, EfficientNetLike.Features), 1e-4, $"picture {i}");
        }
    }

    [OnnxRuntimeTheory]
    [InlineData("N")]
    [InlineData(1)]
    [InlineData(4)]
    public void Any_number_of_pictures_is_described_whatever_number_the_network_takes_at_once(object batch)
    {
        using var one = Open(Small.Network());
        using var descriptor = Open(Small.Network(batch));
        foreach (var count in (int[])[1, 3, 4, 5, 19])
        {
            var pictures = Small.Pictures(count);
            Close.Check(Close.ToDouble(Describe(one, pictures, count)), Describe(descriptor, pictures, count), 1e-6, $"{count} pictures");
        }
    }

    [OnnxRuntimeFact]
    public void Vectors_have_length_one_unless_they_are_wanted_as_they_are()
    {
        using var scaled = Open(Small.Network());
        using var plain = Open(Small.Network(), normalise: false);
        var (a, b) = (Describe(scaled, Small.Pictures(2), 2), Describe(plain, Small.Pictures(2), 2));
        for (var i = 0; i < 2; i++)
        {
            var length = Math.Sqrt(b.Skip(i * Small.Features).Take(Small.Features).Sum(number => (double)number * number));
            Assert.NotInRange(length, 0.9, 1.1);
            for (var k = 0; k < Small.Features; k++) Assert.Equal(b[i * Small.Features + k] / length, a[i * Small.Features + k], 1e-6);
        }
    }

    [OnnxRuntimeFact]
    public void Channels_last_gives_the_vectors_of_channels_first()
    {
        var transposed = new NetworkBuilder().Input("image", "N", Small.Side, Small.Side, 3)
            .Node("Transpose", ["image"], "first", OnnxProto.Attribute("perm", 0, 3, 1, 2))
            .Weights("kernel", [Small.Features, 3, Small.Side, Small.Side], RandomNumbers.Array(Small.Features * 3 * Small.Side * Small.Side, 1))
            .Node("Conv", ["first", "kernel"], "places").Output("places", "N", Small.Features, 1, 1);
        using var first = Open(Small.Network());
        using var last = Open(transposed);
        Assert.Equal(Small.Features, last.Dimensions);
        Close.Check(Close.ToDouble(Describe(first, Small.Pictures(3), 3)), Describe(last, Small.Pictures(3), 3), 1e-6);
    }

    [OnnxRuntimeTheory]
    [InlineData("N")]
    [InlineData(4)]
    public void A_picture_that_makes_NaN_is_alone_with_it(object batch)
    {
        // √(0.5 − mean): of pictures that are brighter than half there is none.
        using var descriptor = OpenForEveryByte(new NetworkBuilder().Input("image", batch, 3, Small.Side, Small.Side).Weights("half", [1], 0.5f)
            .Node("GlobalAveragePool", ["image"], "mean").Node("Sub", ["half", "mean"], "rest").Node("Sqrt", ["rest"], "root").Output("root", batch, 3, 1, 1));
        foreach (var count in (int[])[1, 3, 6]) CheckAlone(descriptor, count);
    }

    [OnnxRuntimeTheory]
    [InlineData("N")]
    [InlineData(4)]
    public void A_picture_that_the_network_cannot_be_run_on_is_alone_with_it(object batch)
    {
        // Takes the number at the place that twice the mean says: of pictures that are brighter than half there is none.
        var network = new NetworkBuilder().Input("image", batch, 3, Small.Side, Small.Side).Weights("numbers", [1], 0.7f).Weights("two", [1], 2)
            .Node("GlobalAveragePool", ["image"], "mean").Node("Mul", ["mean", "two"], "double").Node("Cast", ["double"], "place", OnnxProto.Attribute("to", 7L))
            .Node("Gather", ["numbers", "place"], "found").Output("found", batch, 3, 1, 1);
        using var descriptor = OpenForEveryByte(network);
        foreach (var count in (int[])[1, 3, 6]) CheckAlone(descriptor, count);
    }

    [OnnxRuntimeFact]
    public void A_network_that_makes_NaN_of_black_alone_can_be_used_and_one_that_makes_it_of_everything_cannot()
    {
        var some = new NetworkBuilder().Input("image", "N", 3, Small.Side, Small.Side)
            .Node("GlobalAveragePool", ["image"], "mean").Node("Div", ["mean", "mean"], "one").Output("one", "N", 3, 1, 1);
        using var descriptor = OpenForEveryByte(some);
        Assert.Equal([1, 1, 1], Describe(descriptor, Blank(1, 9), 1));
        Assert.All(Describe(descriptor, Blank(1, 0), 1), number => Assert.False(float.IsFinite(number)));
        var all = new NetworkBuilder().Input("image", "N", 3, Small.Side, Small.Side).Weights("zero", [1], 0)
            .Node("GlobalAveragePool", ["image"], "mean").Node("Mul", ["mean", "zero"], "nothing").Node("Div", ["nothing", "zero"], "wrong").Output("wrong", "N", 3, 1, 1);
        Assert.Contains("not finite", Assert.Throws<UnusableInputException>(() => OpenForEveryByte(all)).Message, StringComparison.Ordinal);
    }

    [OnnxRuntimeFact]
    public void A_cancelled_description_ends()
    {
        using var cancelled = new CancellationTokenSource();
        using var descriptor = Open(Small.Network());
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => descriptor.Describe(Small.Pictures(1), 1, new float[Small.Features], cancelled.Token));
    }

    [OnnxRuntimeFact]
    public void Buffers_that_are_too_small_are_refused()
    {
        using var descriptor = Open(Small.Network());
        Assert.Throws<ArgumentOutOfRangeException>(() => descriptor.Describe(Small.Pictures(1), 2, new float[2 * Small.Features]));
        Assert.Throws<ArgumentOutOfRangeException>(() => descriptor.Describe(Small.Pictures(2), 2, new float[2 * Small.Features - 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => descriptor.Describe([], 0, []));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Of several dark pictures and bright ones among them, these have no vector, and those have the very ones that they have without them.</summary>
    private static void CheckAlone(OnnxDescriptor descriptor, int count)
    {
        const int bytes = Small.Side * Small.Side * 3;
        var pictures = Small.Pictures(count, Small.Side);
        for (var i = 0; i < pictures.Length; i++) pictures[i] /= 3;
        var dark = Describe(descriptor, pictures, count);
        Assert.DoesNotContain(float.NaN, dark);
        int[] bright = [0, 2, 5];
        foreach (var i in bright.Where(i => i < count)) pictures.AsSpan(i * bytes, bytes).Fill(200);
        var found = Describe(descriptor, pictures, count);
        for (var i = 0; i < count; i++)
        {
            var vector = found.AsSpan(i * descriptor.Dimensions, descriptor.Dimensions).ToArray();
            if (bright.Contains(i)) Assert.All(vector, number => Assert.False(float.IsFinite(number)));
            else Assert.Equal(dark.AsSpan(i * descriptor.Dimensions, descriptor.Dimensions).ToArray(), vector);
        }
    }

    private static byte[] Blank(int count, byte brightness)
    {
        var pictures = new byte[count * Small.Side * Small.Side * 3];
        pictures.AsSpan().Fill(brightness);
        return pictures;
    }

    private OnnxDescriptor OpenForEveryByte(NetworkBuilder network) => OnnxDescriptor.Open(
        folder.Write($"{Guid.NewGuid():N}.onnx", network.Bytes()), preprocessing: new OnnxPreprocessing(Small.Side), normalise: false);

    private OnnxDescriptor Open(NetworkBuilder network, bool normalise = true) =>
        OnnxDescriptor.Open(folder.Write($"{Guid.NewGuid():N}.onnx", network.Bytes()), preprocessing: Small.Preprocessing, normalise: normalise, threads: 2);

    private static float[] Describe(IDescriptor descriptor, ReadOnlySpan<byte> pictures, int count)
    {
        var vectors = new float[count * descriptor.Dimensions];
        descriptor.Describe(pictures, count, vectors);
        return vectors;
    }

    /// <summary>The suite is not derived from here, because then nothing could skip it where there is no ONNX Runtime.</summary>
    private sealed class Conformance(Func<IDescriptor> create) : DescriptorConformance
    {
        public static void Check(string demand, Func<IDescriptor> create) =>
            typeof(DescriptorConformance).GetMethod(demand)!.CreateDelegate<Action>(new Conformance(create))();

        protected override IDescriptor Create() => create();
    }
}
