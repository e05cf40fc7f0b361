using Likeness.Ranking;

namespace Likeness.Cli.Operations;

/// <summary>What <c>search</c> was told beside library and picture.</summary>
/// <param name="Request">How many to find, and where.</param>
/// <param name="Descriptor">By which descriptor.</param>
/// <param name="Colour">What the colours count for beside it, 0 to 1.</param>
internal sealed record SearchArguments(SearchRequest Request, string Descriptor, double Colour);
