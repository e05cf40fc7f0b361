using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;
using Likeness.Testing;

namespace Likeness.Neural.Tests.Files;

/// <summary>Whatever becomes of a file, it is read or refused in words.</summary>
public sealed class MutatedFileTests : IDisposable
{
    private static readonly AutoencoderSettings Small = new() { Height = 8, Width = 12, Filters = [3, 5], Codes = 4 };

    private readonly TemporaryFolder folder = new();

    private string Path => folder["file.safetensors"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Models()
    {
        using (var model = Autoencoder.Create(Small, seed: 7))
        {
            ModelFile.Write(Path, model, new TrainingRecord
            {
                Settings = new Dictionary<string, string> { ["codes"] = "4" }, History = [new EpochRecord(1, 0.5, MetricSet.Of("reconstruction_error", 0.25), MetricSet.Of("loss", 0.5), 1e-3, 2, 30)], ValidationPictures = ["ab"],
            });
        }

        Refused(() => ModelFile.Read(Path).Model.Dispose(), () => ModelFile.ReadEncoder(Path, inPlace: true).Model.Dispose(), () => ModelFile.ReadHeader(Path), () => ModelFile.ParameterCount(Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Embeddings(bool ofPictures)
    {
        var settings = ofPictures
            ? new EmbeddingSettings { Encoder = Small, Dimensions = 4 }
            : new EmbeddingSettings { Base = new EmbeddingBase("onnx", "abc", 10), Hidden = 6, Dimensions = 3 };
        using (var model = EmbeddingModel.Create(settings, seed: 4))
        {
            EpochRecord epoch = new(1, 0.1, MetricSet.Of("active", 0.5), MetricSet.Of("p1", 0.75), 1e-3, 2, 300);
            EmbeddingFile.Write(Path, model, new EmbeddingRecord { Labels = ["coast"], History = [epoch], ValidationPictures = ["aa"] });
        }

        Refused(() => EmbeddingFile.Read(Path).Model.Dispose(), () => EmbeddingFile.ReadHeader(Path));
    }

    [Fact]
    public void Checkpoints()
    {
        using var team = new WorkerTeam(1);
        using var model = Autoencoder.Create(Small, seed: 7);
        using var trainer = new Trainer(model, new ReconstructionObjective(), new TrainerSettings { Epochs = 2, BatchSize = 2 }, team);
        var history = new List<EpochRecord> { trainer.RunEpoch(0, new Training.Pictures(4, 8 * 12 * 3, 1, batchSize: 2), null, null, default) };
        trainer.Save(Path, history, "as it was");
        Refused(() => CheckpointFile.ReadRecord(Path), () => trainer.Load(Path));
    }

    private void Refused(params ReadOnlySpan<Action> read)
    {
        var peak = PeakOfMemory();
        // Only white space behind the description may change without harm, and what a sealed description says of the training.
        Assert.InRange(Mutations.Check(File.ReadAllBytes(Path), Path, read), Mutations.Count / 2, Mutations.Count);
        Assert.InRange(PeakOfMemory() - peak, 0, 4L << 30);
    }

    /// <summary>The most address space that this process ever had, in bytes; 0 where the system does not tell.</summary>
    private static long PeakOfMemory() => OperatingSystem.IsLinux()
        ? File.ReadLines("/proc/self/status").Where(line => line.StartsWith("VmPeak:", StringComparison.Ordinal)).Select(line => long.Parse(line.AsSpan(7, line.Length - 10)) << 10).Single()
        : 0;
}
