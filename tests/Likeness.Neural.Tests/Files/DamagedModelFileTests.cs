using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Likeness.Neural.Files;
using Likeness.Neural.Models;
using Likeness.Testing;

namespace Likeness.Neural.Tests.Files;

/// <summary>Whatever is wrong with a model file, it is refused in one line that names the file, and without taking memory for what it claims.</summary>
public sealed class DamagedModelFileTests : IDisposable
{
    private static readonly AutoencoderSettings Small = new() { Height = 8, Width = 12, Filters = [3, 5], Codes = 4 };

    private readonly TemporaryFolder folder = new();
    private readonly string path;
    private readonly byte[] whole;
    private readonly int dataStart;

    public DamagedModelFileTests()
    {
        path = folder["model.safetensors"];
        using (var model = Autoencoder.Create(Small, seed: 7)) ModelFile.Write(path, model, new TrainingRecord());
        whole = File.ReadAllBytes(path);
        dataStart = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(whole);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_file()
    {
        Refused<UnusableInputException>(folder["none"], "no model");
        Refused<UnusableInputException>(folder["no/folder/none"], "no model");
        Refused<UnusableInputException>(folder.Path, "cannot be read");
    }

    [Fact]
    public void Files_that_are_something_else()
    {
        Damaged("", "0 bytes");
        Damaged("short", "5 bytes");
        Damaged("This is a text of some length that somebody has named like a model.\n", "claims");
        Damaged([0xFF, 0xD8, 0xFF, 0xE0, .. new byte[500]], "header");
        Damaged(new byte[4096], "claims 0 bytes");
    }

    [Fact]
    public void A_file_that_is_cut_short_anywhere()
    {
        foreach (var length in new[] { 1, 7, 8, 9, 100, dataStart - 1, dataStart, dataStart + 1, (dataStart + whole.Length) / 2, whole.Length - 4, whole.Length - 1 })
            Damaged(whole.AsSpan(0, length), "", encoderToo: length < dataStart);
    }

    [Fact]
    public void Any_flipped_byte_in_the_header()
    {
        // Only the padding behind the JSON may change into other white space; it says nothing.
        var json = dataStart;
        while (whole[json - 1] == ' ') json--;
        foreach (var position in Positions(0, json, 60)) DamagedByFlip(position);
    }

    [Fact]
    public void Any_flipped_byte_in_the_weights()
    {
        foreach (var position in Positions(dataStart, whole.Length, 60)) DamagedByFlip(position);
    }

    [Fact]
    public void A_foreign_safetensors_file() =>
        Damaged(Container("""{"weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8), "not one that Likeness wrote");

    [Fact]
    public void A_newer_version_is_not_called_damaged()
    {
        var newer = Changed(header => header["__metadata__"]!["version"] = "2");
        Damaged(newer, "version 2");
        File.WriteAllBytes(path, newer);
        var refused = Assert.Throws<DamagedDataException>(() => ModelFile.ReadHeader(path));
        Assert.Contains("Update Likeness", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("train again", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_version()
    {
        Damaged(Changed(header => header["__metadata__"]!["version"] = "0"), "train again");
        Damaged(Changed(header => header["__metadata__"]!.AsObject().Remove("version")), "train again");
    }

    [Fact]
    public void A_model_of_other_sizes_than_its_weights() =>
        Damaged(ChangedArchitecture(a => a["codes"] = 3), "shape");

    [Fact]
    public void A_tensor_that_is_missing() => Damaged(Changed(header => header.Remove("dense/bias")), "dense/bias is missing");

    [Fact]
    public void A_tensor_that_is_there_twice()
    {
        var text = Encoding.UTF8.GetString(whole, 8, dataStart - 8).TrimEnd();
        var twice = text.Insert(text.Length - 1, ""","dense/bias":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}""");
        Damaged([.. Container(twice, 0), .. whole.AsSpan(dataStart)], "twice");
    }

    [Theory]
    [InlineData("""{"height":0}""")]
    [InlineData("""{"height":-8}""")]
    [InlineData("""{"height":9}""")]
    [InlineData("""{"codes":-1}""")]
    [InlineData("""{"codes":1e3000}""")]
    [InlineData("""{"codes":"many"}""")]
    [InlineData("""{"filters":[]}""")]
    [InlineData("""{"filters":null}""")]
    [InlineData("""{"filters":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}""")]
    [InlineData("""{"architecture":null}""")]
    [InlineData("""{"architecture":"unheard of"}""")]
    [InlineData("""{"unheardOf":1}""")]
    public void Settings_that_no_model_has(string changes) => Damaged(ChangedArchitecture(a =>
    {
        foreach (var (key, value) in JsonNode.Parse(changes)!.AsObject()) a[key] = value?.DeepClone();
    }), "");

    [Theory]
    [InlineData("""{"height":4096,"width":4096,"codes":300}""")]
    [InlineData("""{"height":256,"width":256,"filters":[4096,4096,4096,4096,4096,4096,4096,4096],"codes":1}""")]
    public void A_graph_far_larger_than_the_file_takes_no_memory(string changes)
    {
        var file = ChangedArchitecture(a =>
        {
            foreach (var (key, value) in JsonNode.Parse(changes)!.AsObject()) a[key] = value?.DeepClone();
        });
        var before = Environment.WorkingSet;
        Damaged(file, "needs at least");
        Assert.True(Environment.WorkingSet - before < 100 << 20, "more than 100 MiB were taken");
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1L)]
    [InlineData(1L << 40)]
    [InlineData(0L)]
    public void A_header_of_absurd_length(long length)
    {
        var file = whole.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(file, length);
        Damaged(file, "claims");
    }

    [Theory]
    [InlineData("[2147483647,2147483647,2147483647]", "[0,64]")]
    [InlineData("[16]", "[-64,0]")]
    [InlineData("[16]", "[64,0]")]
    [InlineData("[4611686018427387904]", "[0,64]")]
    [InlineData("[16]", "[0,9223372036854775807]")]
    [InlineData("[16]", "[0]")]
    [InlineData("\"x\"", "[0,64]")]
    [InlineData("[-16]", "[0,64]")]
    public void A_tensor_of_absurd_shape_or_place(string shape, string offsets) =>
        Damaged(Container($$$"""{"t":{"dtype":"F32","shape":{{{shape}}},"data_offsets":{{{offsets}}}}}""", 64), "");

    [Theory]
    [InlineData("[-4,-4]", "[0,64]")]
    [InlineData("[0]", "[0,0]")]
    public void A_tensor_with_an_axis_below_one(string shape, string offsets) =>
        Damaged(Container($$$"""{"t":{"dtype":"F32","shape":{{{shape}}},"data_offsets":{{{offsets}}}}}""", 64), "axis");

    [Theory]
    [InlineData("[0,64]", "[60,64]")]
    [InlineData("[0,64]", "[0,64]")]
    [InlineData("[32,64]", "[16,48]")]
    public void Tensors_that_lie_over_each_other(string one, string other) => Damaged(
        Container($$$"""{"t":{"dtype":"F32","shape":[{{{Numbers(one)}}}],"data_offsets":{{{one}}}},"u":{"dtype":"F32","shape":[{{{Numbers(other)}}}],"data_offsets":{{{other}}}}}""", 64), "over each other");

    [Fact]
    public void Json_of_absurd_depth() => Damaged(Container(new string('[', 100_000), 0), "not the JSON");

    private static int Numbers(string offsets)
    {
        var ends = JsonNode.Parse(offsets)!.AsArray();
        return (ends[1]!.GetValue<int>() - ends[0]!.GetValue<int>()) / sizeof(float);
    }

    private static byte[] Container(string json, int dataBytes)
    {
        var text = Encoding.UTF8.GetBytes(json);
        var file = new byte[8 + text.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        return file;
    }

    /// <summary>The file with another header, whose checksum is right again: what someone would write who means harm.</summary>
    private byte[] Changed(Action<JsonObject> change)
    {
        var header = JsonNode.Parse(whole.AsSpan(8, dataStart - 8))!.AsObject();
        change(header);
        var metadata = header["__metadata__"]!.AsObject();
        metadata.Remove("checksum");
        var text = new StringBuilder();
        foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
            text.Append(key.Length).Append(':').Append(key).Append(value!.GetValue<string>().Length).Append(':').Append(value!.GetValue<string>());
        metadata["checksum"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        return [.. Container(header.ToJsonString(), 0), .. whole.AsSpan(dataStart)];
    }

    private byte[] ChangedArchitecture(Action<JsonObject> change) => Changed(header =>
    {
        var architecture = JsonNode.Parse(header["__metadata__"]!["architecture"]!.GetValue<string>())!.AsObject();
        change(architecture);
        header["__metadata__"]!["architecture"] = architecture.ToJsonString();
    });

    private static IEnumerable<int> Positions(int start, int end, int count)
    {
        var random = new Random(5);
        return Enumerable.Range(0, count).Select(_ => random.Next(start, end)).Append(start).Append(end - 1);
    }

    private void DamagedByFlip(int position)
    {
        foreach (var bits in new byte[] { 1, 0x80, 0xFF })
        {
            var file = whole.ToArray();
            file[position] ^= bits;
            try
            {
                Damaged(file, "", encoderToo: false);
            }
            catch (Exception e) when (e is not DamagedDataException)
            {
                Assert.Fail($"byte {position} xor {bits}: {e.Message}");
            }
        }
    }

    private void Damaged(string text, string says) => Damaged(Encoding.UTF8.GetBytes(text), says);

    private void Damaged(ReadOnlySpan<byte> content, string says, bool encoderToo = true)
    {
        File.WriteAllBytes(path, content);
        Refused<DamagedDataException>(path, says, encoderToo);
    }

    private static void Refused<TException>(string path, string says, bool encoderToo = true) where TException : LikenessException
    {
        var errors = new List<LikenessException> { Assert.Throws<TException>(() => ModelFile.Read(path).Model.Dispose()) };
        if (encoderToo) errors.Add(Assert.Throws<TException>(() => ModelFile.ReadEncoder(path).Model.Dispose()));
        foreach (var error in errors)
        {
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }
}
