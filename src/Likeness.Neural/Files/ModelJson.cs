using System.Text.Json.Serialization;
using Likeness.Neural.Models;

namespace Likeness.Neural.Files;

/// <summary>How the metadata of a model file is written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AutoencoderSettings))]
[JsonSerializable(typeof(TrainingRecord))]
[JsonSerializable(typeof(CheckpointRecord))]
[JsonSerializable(typeof(EmbeddingSettings))]
[JsonSerializable(typeof(EmbeddingRecord))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class ModelJson : JsonSerializerContext;
