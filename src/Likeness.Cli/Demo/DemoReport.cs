using Likeness.Evaluation;

namespace Likeness.Cli.Demo;

/// <summary>What <c>demo</c> did: the report of each step, each query, and the files worth looking at.</summary>
internal sealed record DemoReport(
    string Folder,
    int Pictures,
    TrainingReport Train,
    EvaluationReport Evaluate,
    IndexReport Index,
    IReadOnlyList<DemoQuery> Queries,
    double Seconds,
    IReadOnlyList<string> Files);

/// <summary>One query: a picture that was held back, and how many of the pictures found for it are of its kind.</summary>
internal sealed record DemoQuery(string Query, string Kind, int Found, int SameKind, string? Montage);
