using System.Text.Json.Serialization;
using Likeness.Cli.Operations;

namespace Likeness.Cli.Output;

/// <summary>How reports become JSON. Generated at build time: starting the program stays quick.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrainReport))]
[JsonSerializable(typeof(EvaluateReport))]
[JsonSerializable(typeof(IndexReport))]
[JsonSerializable(typeof(SearchReport))]
[JsonSerializable(typeof(LibraryInfo))]
[JsonSerializable(typeof(Demo.DemoReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
