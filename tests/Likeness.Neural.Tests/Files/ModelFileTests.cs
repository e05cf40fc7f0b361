using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Neural.Storage;
using Likeness.Neural.Training;
using Likeness.Testing;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Files;

public sealed class ModelFileTests : IDisposable
{
    private static readonly AutoencoderSettings Small = new() { Height = 8, Width = 12, Filters = [3, 5], Codes = 4, ActivityL1 = 1e-4f };

    // Its dense kernels have 4 MiB each: enough to be used where they lie.
    private static readonly AutoencoderSettings Large = new() { Height = 64, Width = 64, Filters = [32, 64], Codes = 64 };

    private readonly TemporaryFolder folder = new();
    private readonly string path;

    public ModelFileTests() => path = folder["model.safetensors"];

    public static TheoryData<string, bool> Graphs => new() { { "seed", false }, { "plain", false }, { "article", false }, { "article", true } };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Weights_come_back_bit_for_bit(string architecture, bool upSampling)
    {
        using var model = Autoencoder.Create(Small with { Architecture = architecture, UpSampling = upSampling }, seed: 7);
        ModelFile.Write(path, model, new TrainingRecord());

        using var read = ModelFile.Read(path).Model;

        Assert.Equal(model.Parameters.Select(p => p.Name), read.Parameters.Select(p => p.Name));
        foreach (var ((name, a), (_, b)) in model.Parameters.Zip(read.Parameters)) Close.SameBits(a.Value.Span, b.Value.Span, name);
    }

    [Fact]
    public void Large_weights_used_in_place_are_those_that_a_copy_has_also_when_the_file_is_replaced()
    {
        using var model = Autoencoder.Create(Large, seed: 7);
        ModelFile.Write(path, model, new TrainingRecord());
        using var copied = ModelFile.ReadEncoder(path).Model;
        using var inPlace = ModelFile.ReadEncoder(path, inPlace: true).Model;
        using (var other = Autoencoder.Create(Large, seed: 8)) ModelFile.Write(path, other, new TrainingRecord());
        foreach (var ((name, a), (_, b)) in copied.Parameters.Zip(inPlace.Parameters)) Close.SameBits(a.Value.Span, b.Value.Span, name);
    }

    [Fact]
    public void Large_weights_that_were_changed_or_cut_short_are_not_used_in_place_either()
    {
        using (var model = Autoencoder.Create(Large, seed: 7)) ModelFile.Write(path, model, new TrainingRecord());
        var whole = File.ReadAllBytes(path);
        var changed = (byte[])whole.Clone();
        changed[whole.Length / 3] ^= 1; // in the kernel of the codes, which fills nearly all of the file's first half
        foreach (var damaged in (byte[][])[changed, whole[..(whole.Length / 3)]])
        {
            File.WriteAllBytes(path, damaged);
            Assert.Throws<DamagedDataException>(() => ModelFile.ReadEncoder(path, inPlace: true));
        }
    }

    [Fact]
    public void The_header_comes_back_with_settings_history_and_fingerprint()
    {
        using var model = Autoencoder.Create(Small, seed: 7);
        var record = new TrainingRecord
        {
            Settings = new Dictionary<string, string> { ["epochs"] = "2", ["pictures"] = "/a \"quoted\" päth\n" },
            History =
            [
                new EpochRecord(1, 0.5, MetricSet.Of("reconstruction_error", 0.4), MetricSet.Of(("loss", 0.6), ("error", 0.55)), 1e-3, 1.5, 100),
                new EpochRecord(2, 0.25, MetricSet.Of("reconstruction_error", 0.2), MetricSet.None, 5e-4, 1.25, 120),
            ],
            ValidationPictures = [new string('a', 64), new string('b', 64)],
        };

        var written = ModelFile.Write(path, model, record);

        var header = ModelFile.ReadHeader(path);
        Assert.Equal(written.Fingerprint, header.Fingerprint);
        Assert.Matches("^[0-9a-f]{64}$", header.Fingerprint);
        Assert.Equal(Small.Filters, header.Settings.Filters);
        Assert.Equal(Small with { Filters = [] }, header.Settings with { Filters = [] }, (a, b) => a! with { Filters = b!.Filters } == b);
        Assert.Equal(record.Settings, header.Record.Settings);
        Assert.Equal(record.History, header.Record.History);
        Assert.Equal(record.ValidationPictures, header.Record.ValidationPictures);
    }

    [Fact]
    public void Grey_is_remembered_and_in_the_fingerprint_and_said_in_the_preprocessing()
    {
        using var colour = Autoencoder.Create(Small, seed: 7);
        var before = ModelFile.Write(path, colour, new TrainingRecord());
        using var grey = Autoencoder.Create(Small with { Grey = true }, seed: 7);
        var written = ModelFile.Write(path, grey, new TrainingRecord());
        Assert.NotEqual(before.Fingerprint, written.Fingerprint);
        var header = ModelFile.ReadHeader(path);
        Assert.True(header.Settings.Grey);
        Assert.Equal(1, header.Settings.Channels);
        Assert.Contains("luma of Rec. 601", header.Preprocessing, StringComparison.Ordinal);
        Assert.DoesNotContain("luma", before.Preprocessing, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_from_before_grey_models_hold_colour_ones_and_colour_ones_are_written_as_before()
    {
        const string old = """{"architecture":"seed","height":8,"width":12,"filters":[3,5],"codes":4,"activityL1":0.0001,"weightL2":0,"upSampling":false,"reduction":4}""";
        Assert.Equal(3, JsonSerializer.Deserialize(old, ModelJson.Default.AutoencoderSettings)!.Channels);
        Assert.DoesNotContain("grey", JsonSerializer.Serialize(Small, ModelJson.Default.AutoencoderSettings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_encoder_can_be_read_alone()
    {
        using var model = Autoencoder.Create(Small, seed: 7);
        var fingerprint = ModelFile.Write(path, model, new TrainingRecord()).Fingerprint;

        var (encoder, header) = ModelFile.ReadEncoder(path);
        using (encoder)
        {
            Assert.Null(encoder.Decoder);
            Assert.Equal(fingerprint, header.Fingerprint);
            foreach (var ((name, a), (_, b)) in model.Encoder.Parameters.Zip(encoder.Encoder.Parameters)) Close.SameBits(a.Value.Span, b.Value.Span, name);
        }
    }

    [Fact]
    public void Writing_replaces_the_file_and_leaves_nothing_else_behind()
    {
        using var first = Autoencoder.Create(Small, seed: 7);
        using var second = Autoencoder.Create(Small, seed: 8);
        ModelFile.Write(path, first, new TrainingRecord());
        var fingerprint = ModelFile.Write(path, second, new TrainingRecord()).Fingerprint;
        Assert.Equal(fingerprint, ModelFile.ReadHeader(path).Fingerprint);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Weights_that_are_no_numbers_replace_no_model(float bad)
    {
        using var model = Autoencoder.Create(Small, seed: 7);
        ModelFile.Write(path, model, new TrainingRecord());
        var before = File.ReadAllBytes(path);
        foreach (var (name, parameter) in model.Parameters)
        {
            var last = parameter.Value.Span[^1];
            parameter.Value.Span[^1] = bad;
            Assert.Contains(name, Assert.Throws<WrongSettingsException>(() => ModelFile.Write(path, model, new TrainingRecord())).Message, StringComparison.Ordinal);
            parameter.Value.Span[^1] = last;
        }

        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void The_numbers_begin_at_a_multiple_of_64_bytes_and_fill_the_file()
    {
        using var model = Autoencoder.Create(Small, seed: 7);
        ModelFile.Write(path, model, new TrainingRecord());
        using var file = File.OpenRead(path);
        var (_, entries, dataStart) = Safetensors.Read(file);
        Assert.Equal(0, dataStart % 64);
        Assert.Equal(file.Length, dataStart + entries.Max(e => e.End));
        Assert.Equal(model.ParameterCount * sizeof(float), entries.Sum(e => e.End - e.Start));
    }

    [Fact]
    public void Any_reader_of_safetensors_finds_every_tensor_under_its_layers_name()
    {
        using var model = Autoencoder.Create(Small, seed: 7);
        ModelFile.Write(path, model, new TrainingRecord());

        // The format's own words: a length in eight bytes, so many bytes of JSON, the numbers.
        var file = File.ReadAllBytes(path);
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using var json = JsonDocument.Parse(file.AsMemory(8, header));
        var tensors = json.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__").ToDictionary(entry => entry.Name, entry => entry.Value);

        Assert.Equal(model.Parameters.Select(p => p.Name).Order(), tensors.Keys.Order());
        foreach (var (name, parameter) in model.Parameters)
        {
            Assert.Equal("F32", tensors[name].GetProperty("dtype").GetString());
            Assert.Equal(parameter.Value.Shape.AsSpan().ToArray(), tensors[name].GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt32()));
            var (start, end) = (tensors[name].GetProperty("data_offsets")[0].GetInt32(), tensors[name].GetProperty("data_offsets")[1].GetInt32());
            Close.SameBits(parameter.Value.Span, MemoryMarshal.Cast<byte, float>(file.AsSpan(8 + header)[start..end]), name);
        }
    }

    [Fact]
    public void Every_weight_of_the_encoder_is_in_the_fingerprint()
    {
        using var model = Autoencoder.Create(Small, seed: 7);
        var seen = new HashSet<string> { ModelFile.Write(path, model, new TrainingRecord()).Fingerprint };
        foreach (var (name, parameter) in model.Encoder.Parameters)
        {
            parameter.Value.Span[^1] += 1;
            Assert.True(seen.Add(ModelFile.Write(path, model, new TrainingRecord()).Fingerprint), $"{name} changed, the fingerprint did not");
        }
    }

    [Fact]
    public void Decoder_penalties_and_history_are_not_in_the_fingerprint()
    {
        using var model = Autoencoder.Create(Small, seed: 7);
        var fingerprint = ModelFile.Write(path, model, new TrainingRecord()).Fingerprint;

        foreach (var (_, parameter) in model.Decoder!.Parameters) parameter.Value.Span.Fill(0.5f);
        Assert.Equal(fingerprint, ModelFile.Write(path, model, new TrainingRecord { ValidationPictures = ["x"] }).Fingerprint);

        using var penalised = Autoencoder.Create(Small with { ActivityL1 = 0.5f, WeightL2 = 0.25f }, seed: 7);
        Assert.Equal(fingerprint, ModelFile.Write(path, penalised, new TrainingRecord()).Fingerprint);
    }

    [Fact]
    public void The_same_weights_in_another_graph_have_another_fingerprint()
    {
        using var plain = Autoencoder.Create(Small with { Architecture = "plain" }, seed: 7);
        using var article = Autoencoder.Create(Small with { Architecture = "article" }, seed: 7);
        var names = plain.Encoder.Parameters.Select(p => p.Name).ToList();
        Assert.Equal(names, article.Encoder.Parameters.Select(p => p.Name));
        Assert.NotEqual(ModelFile.Write(path, plain, new TrainingRecord()).Fingerprint, ModelFile.Write(path, article, new TrainingRecord()).Fingerprint);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_named()
    {
        using var model = Autoencoder.Create(Small, seed: 7);
        var error = Assert.Throws<UnusableInputException>(() => ModelFile.Write(folder["no/such/model"], model, new TrainingRecord()));
        Assert.Contains("no/such/model", error.Message, StringComparison.Ordinal);
    }
}
