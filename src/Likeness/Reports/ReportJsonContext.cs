using System.Text.Json.Serialization;
using Likeness.Evaluation;
using Likeness.Indexing;
using Likeness.Library;
using Likeness.Ranking;

namespace Likeness.Reports;

[JsonSerializable(typeof(IndexReport))]
[JsonSerializable(typeof(SearchReport))]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(LibraryInfo))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
