using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Likeness.Neural.Models;
using Likeness.Storage;

namespace Likeness.Neural.Files;

/// <summary>
/// Model files: safetensors with the weights under their layers' names, and in the metadata everything that is needed to use and to repeat them. Every byte is
/// under a digest, so that a damaged file is refused instead of giving wrong answers.
/// </summary>
public static unsafe class ModelFile
{
    private const string FormatName = "likeness-autoencoder";
    private const string FormatVersion = "1";

    /// <summary>Writes a model; the file appears whole or not at all.</summary>
    /// <param name="path">Replaced if it exists; its folder must exist.</param>
    /// <param name="model">Weights and graph, decoder included.</param>
    /// <param name="record">How it was trained.</param>
    /// <returns>What <see cref="ReadHeader"/> will read.</returns>
    /// <exception cref="UnusableInputException">It cannot be written there.</exception>
    public static ModelHeader Write(string path, Autoencoder model, TrainingRecord record)
    {
        var entries = new List<Safetensors.Entry>();
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var end = 0L;
        foreach (var (name, parameter) in model.Parameters)
        {
            var bytes = parameter.Value.Count * sizeof(float);
            entries.Add(new Safetensors.Entry(name, parameter.Value.Shape.AsSpan().ToArray(), end, end + bytes));
            digests[name] = TensorDigest.Of((byte*)parameter.Value.Pointer, bytes, Environment.ProcessorCount);
            end += bytes;
        }

        var fingerprint = Fingerprint(model, digests);
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = FormatName,
            ["version"] = FormatVersion,
            ["architecture"] = JsonSerializer.Serialize(model.Settings, ModelJson.Default.AutoencoderSettings),
            ["preprocessing"] = ModelHeader.Preprocessing,
            ["training"] = JsonSerializer.Serialize(record, ModelJson.Default.TrainingRecord),
            ["digests"] = JsonSerializer.Serialize(digests, ModelJson.Default.SortedDictionaryStringString),
            ["fingerprint"] = fingerprint,
        };
        metadata["checksum"] = Checksum(metadata);

        AtomicFile.Write(path, stream =>
        {
            stream.Write(Safetensors.Header(metadata, entries));
            foreach (var (_, parameter) in model.Parameters) TensorBytes.Write(stream, parameter.Value);
        });
        return new ModelHeader(model.Settings, record, fingerprint);
    }

    /// <summary>Reads a model with both halves.</summary>
    /// <exception cref="UnusableInputException">There is no such file.</exception>
    /// <exception cref="DamagedDataException">It is no model file, or damaged, or from a newer version.</exception>
    public static (Autoencoder Model, ModelHeader Header) Read(string path) => Read(path, withDecoder: true);

    /// <summary>Reads the encoder alone, which is all that indexing and searching need: half the file.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static (Autoencoder Model, ModelHeader Header) ReadEncoder(string path) => Read(path, withDecoder: false);

    /// <summary>Reads what the file says of itself, without the weights.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static ModelHeader ReadHeader(string path)
    {
        using var file = Open(path);
        return Guard(path, () => Parse(file).Header);
    }

    private static (Autoencoder Model, ModelHeader Header) Read(string path, bool withDecoder)
    {
        using var file = Open(path);
        return Guard(path, () =>
        {
            var (header, digests, entries, dataStart) = Parse(file);
            CheckSize(header.Settings, entries.Values);
            var model = Autoencoder.Empty(header.Settings, withDecoder);
            try
            {
                foreach (var (name, parameter) in model.Parameters)
                {
                    var shape = parameter.Value.Shape;
                    if (!entries.TryGetValue(name, out var entry)) throw new FormatException($"tensor {name} is missing");
                    if (!entry.Shape.AsSpan().SequenceEqual(shape.AsSpan()))
                        throw new FormatException($"tensor {name} has the shape ({string.Join(", ", entry.Shape)}); the model's graph needs {shape}");
                    var digest = Load(file, dataStart + entry.Start, (byte*)parameter.Value.Pointer, entry.End - entry.Start);
                    if (digest != digests.GetValueOrDefault(name)) throw new FormatException($"the numbers of tensor {name} are not those that were written");
                }

                if (Fingerprint(model, digests) != header.Fingerprint) throw new FormatException("its fingerprint does not belong to its weights");
                return (model, header);
            }
            catch
            {
                model.Dispose();
                throw;
            }
        });
    }

    private static (ModelHeader Header, SortedDictionary<string, string> Digests, Dictionary<string, Safetensors.Entry> Entries, long DataStart) Parse(FileStream file)
    {
        var (metadata, entries, dataStart) = Safetensors.Read(file);
        if (metadata.GetValueOrDefault("format") != FormatName) throw new FormatException("it is a safetensors file, but not one that Likeness wrote");
        if (metadata.GetValueOrDefault("version") != FormatVersion)
            throw new FormatException($"it has format version {metadata.GetValueOrDefault("version")}; this program reads version {FormatVersion}");
        if (metadata.GetValueOrDefault("checksum") != Checksum(metadata)) throw new FormatException("its description is not the one that was written");
        var settings = JsonSerializer.Deserialize(metadata["architecture"], ModelJson.Default.AutoencoderSettings);
        var record = JsonSerializer.Deserialize(metadata["training"], ModelJson.Default.TrainingRecord);
        var digests = JsonSerializer.Deserialize(metadata["digests"], ModelJson.Default.SortedDictionaryStringString);
        if (settings?.Filters is null || settings.Architecture is null || record is null || digests is null) throw new FormatException("its description is incomplete");
        settings.Validate();
        var byName = new Dictionary<string, Safetensors.Entry>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!byName.TryAdd(entry.Name, entry)) throw new FormatException($"tensor {entry.Name} is in it twice");
        }

        return (new ModelHeader(settings, record, metadata["fingerprint"]), digests, byName, dataStart);
    }

    /// <summary>Refuses a description of a graph far larger than what the file holds, before any memory is taken for it.</summary>
    private static void CheckSize(AutoencoderSettings settings, IEnumerable<Safetensors.Entry> entries)
    {
        var (found, needed) = (entries.Sum(e => e.End - e.Start) / sizeof(float), settings.LeastParameters);
        if (found < needed) throw new FormatException($"its tensors hold {found:N0} numbers; the model's graph needs at least {needed:N0}");
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnusableInputException($"There is no model at {path}. Train one first (train), or name the library that has one.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The model {path} cannot be read: {e.Message}", e);
        }
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or EndOfStreamException or WrongSettingsException or OverflowException)
        {
            throw new DamagedDataException($"The model {path} cannot be used: {e.Message.TrimEnd('.')}. Put back a copy of it, or train again.", e);
        }
        catch (Exception e) when (e is IOException or AggregateException { InnerException: IOException or FormatException })
        {
            throw new UnusableInputException($"The model {path} cannot be read to its end: {(e.InnerException ?? e).Message}", e);
        }
    }

    private static string Load(FileStream file, long position, byte* target, long bytes) => TensorDigest.Of(target, bytes, Environment.ProcessorCount, (start, count) =>
    {
        while (count > 0)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, new Span<byte>(target + start, count), position + start);
            if (read == 0) throw new FormatException("it is cut short");
            start += read;
            count -= read;
        }
    });

    /// <summary>Over what changes a code, and nothing else: penalties and decoder leave it as it is.</summary>
    private static string Fingerprint(Autoencoder model, SortedDictionary<string, string> digests)
    {
        var text = new StringBuilder();
        text.Append(FormatName).Append('\n').Append(ModelHeader.Preprocessing).Append('\n');
        text.Append(model.Encoder.InputShape).Append('\n');
        foreach (var layer in model.Encoder.Layers) text.Append(layer.GetType().Name).Append(layer.OutputShape).Append('\n');
        foreach (var (name, _) in model.Encoder.Parameters) text.Append(name).Append(' ').Append(digests.GetValueOrDefault(name)).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Checksum(IReadOnlyDictionary<string, string> metadata)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in metadata.Where(m => m.Key != "checksum").OrderBy(m => m.Key, StringComparer.Ordinal))
            text.Append(key.Length).Append(':').Append(key).Append(value.Length).Append(':').Append(value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
