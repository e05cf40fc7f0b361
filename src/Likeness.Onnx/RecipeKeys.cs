using System.Text.Json;
using System.Text.Json.Serialization;
using Likeness.Onnx.Networks;
using Likeness.Onnx.Preprocessing;

namespace Likeness.Onnx;

/// <summary>A recipe as it stands in its file.</summary>
internal sealed class RecipeKeys
{
    private const int ThisVersion = 1;

    public required int Version { get; set; }

    public required string Network { get; set; }

    public required string Sha256 { get; set; }

    public Dictionary<string, string>? Weights { get; set; }

    public required string Output { get; set; }

    public required PreprocessingKeys Preprocessing { get; set; }

    public required bool Normalise { get; set; }

    public required int Dimensions { get; set; }

    public static RecipeKeys Of(OnnxRecipe recipe) => new()
    {
        Version = ThisVersion,
        Network = recipe.Network,
        Sha256 = recipe.Digest.Sha256,
        Weights = recipe.Digest.Weights.Count == 0 ? null : recipe.Digest.Weights.ToDictionary(),
        Output = recipe.Output,
        Preprocessing = PreprocessingKeys.Of(recipe.Preprocessing),
        Normalise = recipe.Normalise,
        Dimensions = recipe.Dimensions,
    };

    /// <exception cref="JsonException">It is of another version, or a value cannot be.</exception>
    /// <exception cref="WrongSettingsException">A value of the preprocessing is out of its range.</exception>
    public OnnxRecipe ToRecipe()
    {
        if (Version != ThisVersion) throw new JsonException($"its version is {Version}, and {ThisVersion} was expected");
        if (!Path.IsPathFullyQualified(Network)) throw new JsonException($"its network '{Network}' is no full path");
        if (Dimensions < 1) throw new JsonException($"its vectors have {Dimensions} numbers");
        var digest = new NetworkDigest(Sha256, Weights ?? []);
        return new OnnxRecipe(Network, digest, Output, Preprocessing.ToPreprocessing(), Normalise, Dimensions);
    }
}

/// <summary>How recipes are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true,
    RespectNullableAnnotations = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RecipeKeys))]
internal sealed partial class RecipeJson : JsonSerializerContext;
