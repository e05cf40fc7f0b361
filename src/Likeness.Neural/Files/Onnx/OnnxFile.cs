using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Likeness.Neural.Models;
using Likeness.Numerics.Tensors;
using Likeness.Storage;

namespace Likeness.Neural.Files.Onnx;

/// <summary>
/// Writes a model as ONNX, for programs that are not ours. The graph takes and gives what our models do: pictures as float32 in [0, 1],
/// (batch, height, width, channels), any number of them. How pictures have to be prepared, and which model it is, stands in the file's
/// metadata.
/// </summary>
public static class OnnxFile
{
    /// <summary>The name of the input.</summary>
    public const string Pictures = "pictures";

    /// <summary>The name of the output with the codes, (batch, codes).</summary>
    public const string Codes = "codes";

    /// <summary>The name of the output with the pictures drawn again, shaped as the input.</summary>
    public const string Reconstructions = "reconstructions";

    // A message of Protocol Buffers holds no more; what is larger keeps its weights in files of their own, which not every runtime reads.
    private const long MostBytes = int.MaxValue;

    /// <summary>Writes a part of a model; the file appears whole or not at all.</summary>
    /// <param name="path">Replaced if it exists; its folder must exist.</param>
    /// <param name="model">The weights; the decoder among them if the whole autoencoder is wanted.</param>
    /// <param name="header">What the model's own file says of it.</param>
    /// <param name="part">What of it to write.</param>
    /// <returns>Bytes of the file.</returns>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    /// <exception cref="WrongSettingsException">It would not fit into one ONNX file, or the model lacks the part.</exception>
    public static long Write(string path, Autoencoder model, ModelHeader header, OnnxPart part)
    {
        var message = Message(model, header, part);
        var bytes = message.Length;
        if (bytes > MostBytes) throw TooLarge(bytes, part);
        AtomicFile.Write(path, message.WriteTo);
        return bytes;
    }

    private static ProtoMessage Message(Autoencoder model, ModelHeader header, OnnxPart part)
    {
        var graph = new OnnxGraph(Pictures);
        var shape = model.Encoder.InputShape.AsSpan();
        var codes = graph.Name(graph.Append(model.Encoder, graph.Input), Codes);
        const string meaning = "one code for each picture; near codes are of pictures that look alike";
        List<ProtoMessage> outputs = [OnnxProto.ValueInfo(Codes, model.Encoder.OutputShape.AsSpan(), meaning)];
        if (part == OnnxPart.Autoencoder)
        {
            var decoder = model.Decoder
                ?? throw new WrongSettingsException(
                    "The decoder was asked for, but only the encoder was read from the model file; read both.");
            graph.Name(graph.Append(decoder, codes), Reconstructions);
            outputs.Add(OnnxProto.ValueInfo(Reconstructions, shape, "the pictures drawn again from their codes, in [0, 1]"));
        }

        var input = OnnxProto.ValueInfo(Pictures, shape, $"float32, (batch, height, width, channels), in [0, 1]: {header.Preprocessing}");
        var name = part.ToString().ToLowerInvariant();
        var description = $"{name} of a Likeness model ({model.Settings.Architecture}), fingerprint {header.Fingerprint}. "
            + $"Pictures: {header.Preprocessing}.";
        var whole = OnnxProto.Graph(name, graph.Nodes, graph.Tensors, description, input, outputs);
        return OnnxProto.Model(Version, description, whole, Metadata(model, header, part));
    }

    private static SortedDictionary<string, string> Metadata(Autoencoder model, ModelHeader header, OnnxPart part)
    {
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["architecture"] = JsonSerializer.Serialize(model.Settings, ModelJson.Default.AutoencoderSettings),
            ["fingerprint"] = header.Fingerprint,
            ["input"] = Pictures,
            ["input.layout"] = "NHWC",
            ["input.range"] = "0 to 1",
            ["input.shape"] = Shape(model.Encoder.InputShape),
            ["output"] = Codes,
            ["output.shape"] = Shape(model.Encoder.OutputShape),
            ["preprocessing"] = header.Preprocessing,
        };
        if (part == OnnxPart.Autoencoder) metadata["output.reconstructions"] = Reconstructions;
        return metadata;
    }

    private static string Shape(Shape item) => $"batch,{string.Join(',', item.AsSpan().ToArray())}";

    private static string Version =>
        typeof(OnnxFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static WrongSettingsException TooLarge(long bytes, OnnxPart part) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"As ONNX the {part.ToString().ToLowerInvariant()} would take {bytes / 1e9:0.0} GB; ")
        + string.Create(CultureInfo.InvariantCulture, $"one ONNX file holds at most {MostBytes / 1e9:0.0} GB. ")
        + (part == OnnxPart.Autoencoder
            ? "Export the encoder alone, or train a model with fewer codes."
            : "Train a model with fewer codes or a smaller image size."));
}

/// <summary>What of a model is written as ONNX.</summary>
public enum OnnxPart
{
    /// <summary>From pictures to codes.</summary>
    Encoder,

    /// <summary>From pictures to codes and, from these, to pictures again.</summary>
    Autoencoder,
}
