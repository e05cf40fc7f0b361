using System.Buffers.Binary;
using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Neural.Training;
using Likeness.Testing;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Files;

public sealed class EmbeddingFileTests : IDisposable
{
    private static readonly AutoencoderSettings Encoder = new() { Height = 8, Width = 12, Filters = [3, 5], Codes = 4 };
    private static readonly EmbeddingSettings OfPictures = new() { Encoder = Encoder, Dimensions = 4 };
    private static readonly EmbeddingSettings OfVectors = new() { Base = new EmbeddingBase("onnx", "abc", 10), Hidden = 6, Dimensions = 3 };

    private readonly TemporaryFolder folder = new();

    public static TheoryData<bool> Both => [true, false];

    private string File => folder["triplet.safetensors"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Both))]
    public void What_was_written_is_read(bool pictures)
    {
        var settings = pictures ? OfPictures : OfVectors;
        var record = new EmbeddingRecord
        {
            Settings = new Dictionary<string, string> { ["margin"] = "0.2" }, Labels = ["coast", "forest"], ValidationPictures = ["aa", "bb"],
            History = [
                new EpochRecord(1, 0.1, MetricSet.Of("active", 0.5), MetricSet.Of(("p1", 0.75), ("p10", 0.6)), 1e-3, 2, 300),
                new EpochRecord(2, 0.05, MetricSet.Of("active", 0.25), MetricSet.None, 1e-4, 2, 310),
            ],
        };
        using var model = EmbeddingModel.Create(settings, seed: 4);
        var written = EmbeddingFile.Write(File, model, record);
        var (read, header) = EmbeddingFile.Read(File);
        using (read)
        {
            foreach (var (a, b) in model.Network.Parameters.Zip(read.Network.Parameters)) Close.SameBits(a.Parameter.Value.Span, b.Parameter.Value.Span, a.Name);
        }

        Assert.Equal(written.Fingerprint, header.Fingerprint);
        Assert.Matches("^[0-9a-f]{64}$", header.Fingerprint);
        Assert.Equal(record.Labels, header.Record.Labels);
        Assert.Equal(record.ValidationPictures, header.Record.ValidationPictures);
        Assert.Equal(record.History, header.Record.History);
        Assert.Equal(record.Settings, header.Record.Settings);
        Assert.Equal((settings.Dimensions, settings.Hidden, settings.Base), (header.Settings.Dimensions, header.Settings.Hidden, header.Settings.Base));
        Assert.Equal(header.Fingerprint, EmbeddingFile.ReadHeader(File).Fingerprint);
    }

    [Fact]
    public void Weights_that_are_no_numbers_replace_no_embedding()
    {
        using var model = EmbeddingModel.Create(OfVectors, seed: 4);
        EmbeddingFile.Write(File, model, new EmbeddingRecord());
        var before = System.IO.File.ReadAllBytes(File);
        model.Network.Parameters.Last().Parameter.Value.Span[0] = float.NaN;
        Assert.Throws<WrongSettingsException>(() => EmbeddingFile.Write(File, model, new EmbeddingRecord()));
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void The_fingerprint_changes_with_all_that_changes_a_vector_and_only_then()
    {
        var known = Fingerprint(OfPictures, 4);
        Assert.Equal(known, Fingerprint(OfPictures, 4, new EmbeddingRecord { Labels = ["other"] }));
        Assert.Equal(known, Fingerprint(OfPictures with { Encoder = Encoder with { WeightL2 = 0.5f, UpSampling = true } }, 4));
        var heads = Fingerprint(OfVectors, 4);
        string[] others =
        [
            known, heads, Fingerprint(OfPictures, 5), Fingerprint(OfPictures with { Encoder = Encoder with { Grey = true } }, 4), Fingerprint(OfPictures with { Encoder = Encoder with { Codes = 5 }, Dimensions = 5 }, 4),
            Fingerprint(OfPictures with { Encoder = Encoder with { Height = 12, Width = 8 } }, 4), Fingerprint(OfVectors with { Base = OfVectors.Base! with { Fingerprint = "abd" } }, 4),
            Fingerprint(OfVectors with { Base = OfVectors.Base! with { Descriptor = "codes" } }, 4), Fingerprint(OfVectors with { Hidden = 0 }, 4), Fingerprint(OfVectors, 5),
        ];
        Assert.Equal(others.Length, others.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Any_flipped_byte_and_any_missing_end_is_found(bool pictures)
    {
        using (var model = EmbeddingModel.Create(pictures ? OfPictures : OfVectors, seed: 4)) EmbeddingFile.Write(File, model, new EmbeddingRecord());
        var whole = System.IO.File.ReadAllBytes(File);
        var start = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(whole);
        var json = start;
        while (whole[json - 1] == ' ') json--;
        foreach (var position in Enumerable.Range(0, 40).Select(i => json * i / 40).Concat(Enumerable.Range(0, 40).Select(i => start + (whole.Length - start) * i / 40)))
        {
            var harmed = (byte[])whole.Clone();
            harmed[position] ^= 0x10;
            Damaged(harmed);
        }

        foreach (var length in new[] { 0, 7, 100, start, (start + whole.Length) / 2, whole.Length - 1 }) Damaged(whole[..length]);
    }

    [Fact]
    public void Another_kind_of_file_and_none_are_told_apart()
    {
        Assert.Contains("no learned embedding at", Assert.Throws<UnusableInputException>(() => EmbeddingFile.Read(File)).Message, StringComparison.Ordinal);
        using var model = Autoencoder.Create(Encoder, seed: 1);
        ModelFile.Write(File, model, new TrainingRecord());
        Assert.Contains("not one that Likeness wrote as a", Assert.Throws<DamagedDataException>(() => EmbeddingFile.Read(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_starts_from_the_layers_of_an_encoder_that_have_its_shapes()
    {
        using var encoder = Autoencoder.Create(Encoder, seed: 8);
        using var same = EmbeddingModel.Create(OfPictures, seed: 4);
        using var other = EmbeddingModel.Create(OfPictures with { Encoder = Encoder with { Codes = 3 }, Dimensions = 3 }, seed: 4);
        using var untouched = EmbeddingModel.Create(other.Settings, seed: 4);
        Assert.Equal(same.ParameterCount, same.StartFrom(encoder.Encoder));
        var trained = encoder.Encoder.Parameters.ToDictionary(p => p.Name, p => p.Parameter.Value.Span.ToArray());
        foreach (var (name, parameter) in same.Network.Parameters) Close.SameBits(trained[name], parameter.Value.Span, name);
        var dense = other.Network.Parameters.Where(p => p.Name.StartsWith("dense/", StringComparison.Ordinal)).Sum(p => p.Parameter.Value.Count);
        Assert.Equal(other.ParameterCount - dense, other.StartFrom(encoder.Encoder));
        foreach (var (before, after) in untouched.Network.Parameters.Zip(other.Network.Parameters))
            Close.SameBits(before.Name.StartsWith("dense/", StringComparison.Ordinal) ? before.Parameter.Value.Span : trained[before.Name], after.Parameter.Value.Span, before.Name);
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("article")]
    [InlineData("plain")]
    public void Of_every_architecture_it_takes_the_layers_up_to_the_codes(string architecture)
    {
        using var model = EmbeddingModel.Create(OfPictures with { Encoder = Encoder with { Architecture = architecture } }, seed: 4);
        Assert.Equal(["Dense", "L2Normalization"], model.Network.Layers.TakeLast(2).Select(layer => layer.GetType().Name));
    }

    [Fact]
    public void Settings_that_do_not_go_together_are_refused()
    {
        Refused(OfPictures with { Dimensions = 0 }, "embedding is 0");
        Refused(OfPictures with { Dimensions = 5 }, "codes is 4");
        Refused(OfPictures with { Hidden = 2 }, "hidden is 2");
        Refused(OfPictures with { Base = OfVectors.Base }, "one of the two");
        Refused(OfVectors with { Base = null }, "one of the two");
        Refused(OfVectors with { Base = OfVectors.Base! with { Dimensions = 0 } }, "onnx is 0");
        Refused(OfPictures with { Encoder = Encoder with { Height = 7 } }, "image height is 7");
    }

    private static void Refused(EmbeddingSettings settings, string named) =>
        Assert.Contains(named, Assert.Throws<WrongSettingsException>(() => EmbeddingModel.Create(settings, 1)).Message, StringComparison.Ordinal);

    private void Damaged(byte[] content)
    {
        var path = folder.Write("harmed.safetensors", content);
        var message = Assert.Throws<DamagedDataException>(() => EmbeddingFile.Read(path)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains("train --objective triplet", message, StringComparison.Ordinal);
    }

    private string Fingerprint(EmbeddingSettings settings, ulong seed, EmbeddingRecord? record = null)
    {
        using var model = EmbeddingModel.Create(settings, seed);
        return EmbeddingFile.Write(File, model, record ?? new EmbeddingRecord()).Fingerprint;
    }
}
