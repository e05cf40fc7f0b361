using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Likeness.Library;
using Likeness.Neural.Storage;
using Likeness.Numerics.Tensors;

namespace Likeness.Descriptors.Processing;

/// <summary>
/// What a library makes of a descriptor's vectors: <c>descriptors/NAME.processing.safetensors</c>. Principal components that were asked for but not fitted yet leave the
/// vectors as they are, so that the library is of use meanwhile.
/// </summary>
internal sealed partial class PostProcessingFile
{
    private static readonly TensorFileKind Kind = new(
        "likeness-post-processing", "1", "post-processing", "Index again with the settings that are wanted (--pca, --whitening, --mirror, --normalise).", "Delete it and index again with the settings that are wanted.");

    private PostProcessingFile(PostProcessing settings, string rawFingerprint, PrincipalComponents? components, string digest) =>
        (Settings, RawFingerprint, Components, Digest) = (settings, rawFingerprint, components, digest);

    public PostProcessing Settings { get; }

    /// <summary>Of the vectors that it was made for.</summary>
    public string RawFingerprint { get; }

    /// <summary>Null before they have been fitted, and where there are none.</summary>
    public PrincipalComponents? Components { get; }

    /// <summary>Over all numbers of the components; empty without them.</summary>
    public string Digest { get; }

    public bool IsFitted => Components is not null || !Settings.NeedsFitting;

    public static string PathOf(LibraryLayout library, string descriptor) => library.DescriptorFile($"{descriptor}.processing.safetensors");

    /// <summary>A library's file for a descriptor, or null.</summary>
    /// <exception cref="DamagedDataException">It is damaged.</exception>
    public static PostProcessingFile? Find(LibraryLayout library, string descriptor)
    {
        var path = PathOf(library, descriptor);
        return File.Exists(path) ? TensorFile.Read(path, Kind, Parse) : null;
    }

    /// <summary>Writes a library's file for a descriptor; nothing to do removes it.</summary>
    /// <exception cref="UnusableInputException">It cannot be written.</exception>
    public static void Write(LibraryLayout library, string descriptor, PostProcessing settings, string rawFingerprint, PrincipalComponents? components)
    {
        var path = PathOf(library, descriptor);
        if (settings == PostProcessing.None)
        {
            if (File.Exists(path)) File.Delete(path);
            return;
        }

        Directory.CreateDirectory(library.Descriptors);
        using var tensors = components is null ? null : new Tensors(components.Dimensions, components.Count);
        tensors?.Take(components!);
        var named = tensors?.Named ?? [];
        var metadata = new Dictionary<string, string>
        {
            ["settings"] = JsonSerializer.Serialize(settings, Json.Default.PostProcessing),
            ["raw"] = rawFingerprint,
            ["components"] = (components?.Count ?? 0).ToString(CultureInfo.InvariantCulture),
            ["dimensions"] = (components?.Dimensions ?? 0).ToString(CultureInfo.InvariantCulture),
        };
        TensorFile.Write(path, Kind, metadata, named, TensorFile.DigestsOf(named));
    }

    private static PostProcessingFile Parse(TensorFile file)
    {
        var settings = JsonSerializer.Deserialize(file.Metadata["settings"], Json.Default.PostProcessing) ?? throw new FormatException("its description is incomplete");
        settings.Validate();
        var (count, dimensions) = (Number(file, "components"), Number(file, "dimensions"));
        if (count == 0) return new PostProcessingFile(settings, file.Metadata["raw"], null, "");
        if (count != settings.Components || count > dimensions || dimensions > PostProcessing.MostDimensions || file.Numbers < (long)count * dimensions)
            throw new FormatException($"it says that it has {count} components of {dimensions} numbers, which cannot be");
        using var tensors = new Tensors(dimensions, count);
        foreach (var (name, tensor) in tensors.Named) file.Load(name, tensor);
        return new PostProcessingFile(settings, file.Metadata["raw"], tensors.ToComponents(), string.Join(' ', file.Digests.Values));
    }

    private static int Number(TensorFile file, string name) =>
        int.TryParse(file.Metadata[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"its {name} are no number");

    private sealed class Tensors(int dimensions, int count) : IDisposable
    {
        private readonly Tensor mean = new(new Shape(dimensions));
        private readonly Tensor directions = new(new Shape(count, dimensions));
        private readonly Tensor variances = new(new Shape(count));

        public (string Name, Tensor Value)[] Named => [("mean", mean), ("directions", directions), ("variances", variances)];

        public void Take(PrincipalComponents components)
        {
            components.Mean.CopyTo(mean.Span);
            components.Directions.CopyTo(directions.Span);
            components.Variances.CopyTo(variances.Span);
        }

        public PrincipalComponents ToComponents() => new(mean.Span.ToArray(), directions.Span.ToArray(), variances.Span.ToArray());

        public void Dispose()
        {
            mean.Dispose();
            directions.Dispose();
            variances.Dispose();
        }
    }

    [JsonSerializable(typeof(PostProcessing))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    private sealed partial class Json : JsonSerializerContext;
}
