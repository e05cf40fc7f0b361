using Likeness.Neural.Files.Onnx;
using Likeness.Onnx.Tests.Support;
using Likeness.Testing;
using Likeness.Testing.OnnxRuntime;

namespace Likeness.Onnx.Tests;

/// <summary>Files with bytes changed, cut out, cut off, doubled or put in from another one: each is refused in words, or read and run.</summary>
public sealed class DamagedNetworkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [OnnxRuntimeFact]
    public void A_few_hundred_damaged_networks() => Try(400, seed: 1);

    [HeavyFact]
    public void Ten_thousand_damaged_networks() => Try(10_000, seed: 2);

    public void Dispose() => folder.Dispose();

    private void Try(int count, int seed)
    {
        var random = new Random(seed);
        var whole = Networks();
        folder.Write("weights.bin", new byte[Small.Features * 3 * Small.Side * Small.Side * sizeof(float)]);
        var (read, refused) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var file = folder.Write("damaged.onnx", Damage(whole[i % whole.Length], whole[random.Next(whole.Length)], random));
            // A native crash ends the process without a word of which it was: the file says it.
            File.WriteAllText(folder["number"], $"{i} of seed {seed}");
            try
            {
                using var descriptor = OnnxDescriptor.Open(file, preprocessing: Small.Preprocessing, threads: 1);
                descriptor.Describe(Small.Pictures(2), 2, new float[2 * descriptor.Dimensions]);
                read++;
            }
            catch (Exception failure) when (failure is UnusableInputException or DamagedDataException or WrongSettingsException)
            {
                Assert.DoesNotContain('\n', failure.Message);
                Assert.NotEmpty(failure.Message);
                refused++;
            }
            catch (Exception failure)
            {
                Assert.Fail($"mutant {i} of seed {seed}: {failure}");
            }
        }

        Assert.InRange(read, 1, count);
        Assert.InRange(refused, count / 4, count);
    }

    private static byte[][] Networks()
    {
        var branch = new NetworkBuilder().Node("Identity", ["image"], "same").Output("same", "N", 3, Small.Side, Small.Side);
        return
        [
            Small.Network().Bytes(), Small.Network(batch: 4).Bytes(),
            new NetworkBuilder().Input("image", "N", 3, Small.Side, Small.Side).WeightsElsewhere("kernel", [Small.Features, 3, Small.Side, Small.Side], "weights.bin", 0, Small.Features * 3 * Small.Side * Small.Side * sizeof(float))
                .Node("Conv", ["image", "kernel"], "places").Node("Flatten", ["places"], "features").Output("features", "N", Small.Features).Bytes(),
            new NetworkBuilder().Input("image", "N", 3, Small.Side, Small.Side).Weights("half", [1], 0.5f).Node("GlobalAveragePool", ["image"], "mean").Node("ReduceMax", ["mean"], "most", OnnxProto.Attribute("keepdims", 0L))
                .Node("Less", ["most", "half"], "dark").Node("If", ["dark"], "either", branch.AsAttribute("then_branch"), branch.AsAttribute("else_branch"))
                .Node("GlobalMaxPool", ["either"], "features").Output("features", "N", 3, 1, 1).Bytes(),
        ];
    }

    private static byte[] Damage(byte[] whole, byte[] other, Random random)
    {
        List<byte> bytes = [.. whole];
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            // What matters stands at the ends: most in between are weights.
            var near = random.Next(3) == 0 ? random.Next(bytes.Count) : Math.Min(bytes.Count - 1, random.Next(2) == 0 ? random.Next(200) : Math.Max(0, bytes.Count - 1 - random.Next(200)));
            var length = Math.Min(random.Next(1, 24), bytes.Count - near);
            switch (random.Next(6))
            {
                case 0: bytes[near] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[near] = (byte)random.Next(256); break;
                case 2 when bytes.Count > length + 1: bytes.RemoveRange(near, length); break;
                case 3 when near > 0: bytes.RemoveRange(near, bytes.Count - near); break;
                case 4: bytes.InsertRange(near, bytes.GetRange(near, length)); break;
                default: bytes.InsertRange(near, other.AsSpan(Math.Min(near, other.Length - 1), Math.Min(length, other.Length - Math.Min(near, other.Length - 1))).ToArray()); break;
            }
        }

        return [.. bytes];
    }
}

/// <summary>Takes minutes; only with <c>./test --heavy</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HeavyFactAttribute : FactAttribute
{
    public HeavyFactAttribute() => Skip =
        Environment.GetEnvironmentVariable("LIKENESS_HEAVY") != "1" ? "skipped: takes minutes (./test --heavy runs it)" : OnnxRuntime.Unavailable;
}
