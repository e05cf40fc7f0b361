using System.Security.Cryptography;
using Likeness.Descriptors.Processing;
using Likeness.Imaging;
using Likeness.Imaging.Drawing;
using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Neural.Files.Onnx;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Testing;
using Likeness.Training;

namespace Likeness.Tests.Library;

/// <summary>What is stored and drawn is the same whatever the culture of the program that uses the library.</summary>
public sealed class OtherCulturesTests : IDisposable
{
    private static readonly AutoencoderSettings Model = new() { Height = 16, Width = 8, Filters = [4, 6], Codes = 5, ActivityL1 = 0.25f, WeightL2 = 1e-7f };

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Charts(bool logarithmic)
    {
        double[] x = [-1.5, 0, 1234.5, 20000];
        double[] y = logarithmic ? [0.00001, 0.5, 12.25, 3e6] : [-0.75, 0.5, 12.25, 3.5];
        var chart = new LineChart
        {
            Series = [new("a", x, y), new("a second one", x, [.. y.Select(value => value / 3)])], Title = "t", XTitle = "x", YTitle = "y", LogarithmicY = logarithmic, Mark = new ChartMark(0.3, "m"),
        };
        Same(new ChartSheet { Charts = [chart, chart with { Mark = null }] }.ToSvg);
    }

    [Fact]
    public void Diagrams_of_models() => Same(() =>
    {
        using var model = Autoencoder.Create(Model, seed: 1);
        return ModelDiagram.Of(model).ToSvg() + ModelDiagram.OfEncoder(model).ToSvg();
    });

    [Fact]
    public void Montages() => Same(() => Convert.ToHexString(SHA256.HashData(new Montage
    {
        Title = "t", Rows = [new MontageRow([new MontageTile(new Pixels(33, 35)) { Caption = "c", Detail = "d", Frame = new(1, 2, 3) }]) { Heading = "h" }], TileHeight = 33, TileWidth = 35,
    }.Draw().Rgb)));

    [Fact]
    public void Settings_as_they_are_stored()
    {
        var training = new TrainingSettings { Model = Model, Validation = 0.125, Seed = -3 };
        Same(() => string.Join('\n', training.ToWords()));
        var triplets = TrainingSettings.ForTriplets with { Validation = 0.125, Seed = -3 };
        Same(() => string.Join('\n', triplets.ToWords()));
        Same(() => string.Join('\n', triplets.ToWords(new EmbeddingSettings { Encoder = Model, Dimensions = 5 })));
    }

    [Fact]
    public void Histories()
    {
        var layout = new LibraryLayout(folder.Path);
        Directory.CreateDirectory(layout.Training);
        var (files, triplets) = (new TrainingFiles(layout), new TrainingFiles(layout, TrainingObjective.Triplet));
        triplets.Prepare([]);
        Same(() =>
        {
            EpochRecord epoch = new(1, 0.5, MetricSet.Of("reconstruction_error", 0.25), MetricSet.Of("loss", 1e-7), 0.0015, 1234.5, 1.25);
            files.WriteHistory([epoch], ["reconstruction_error"], ["loss", "error"]);
            Assert.Equal(
                "epoch,loss,reconstruction_error,validation_loss,validation_error,learning_rate,seconds,pictures_per_second\n1,0.5,0.25,1E-07,,0.0015,1234.500,1.2\n",
                File.ReadAllText(Path.Combine(layout.Training, "history.csv")));
            triplets.WriteHistory([epoch with { Metrics = MetricSet.Of("active", 0.25), Validation = MetricSet.Of(("p1", 0.5), ("p10", 0.125)) }], ["active"], ["p1", "p10"]);
            return string.Join('\n', Directory.EnumerateFiles(layout.Training, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText));
        });
    }

    [Fact]
    public void Model_files_byte_by_byte() => Same(() =>
    {
        using var model = Autoencoder.Create(Model, seed: 1);
        var header = ModelFile.Write(folder["model.safetensors"], model, new TrainingRecord { Settings = new TrainingSettings { Model = Model, Validation = 0.125 }.ToWords() });
        OnnxFile.Write(folder["model.onnx"], model, header, OnnxPart.Encoder);
        var (read, _) = ModelFile.Read(folder["model.safetensors"]);
        using (read) return Hash("model.safetensors") + Hash("model.onnx") + (read.Settings.ActivityL1 == Model.ActivityL1 && read.Settings.WeightL2 == Model.WeightL2);
    });

    [Fact]
    public void Fingerprints_and_what_is_made_of_vectors() => Same(() =>
    {
        using var plain = new Fakes.FakeDescriptor();
        using var processed = new PostProcessedDescriptor(plain, new PostProcessing { Normalise = true, Mirror = true });
        PostProcessingFile.Write(new LibraryLayout(folder.Path), "fake", new PostProcessing { Components = 2, Whitening = 0.25 }, "raw", components: null);
        return processed.Fingerprint + (PostProcessingFile.Find(new LibraryLayout(folder.Path), "fake")!.Settings.Whitening == 0.25)
            + string.Join(',', Directory.EnumerateFiles(new LibraryLayout(folder.Path).Descriptors).Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))));
    });

    public void Dispose() => folder.Dispose();

    private string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(folder[file])));

    private static void Same(Func<string> made)
    {
        var (usual, foreign) = ForeignCulture.Both(made);
        Assert.NotEmpty(usual);
        Assert.Equal(usual, foreign);
    }
}
