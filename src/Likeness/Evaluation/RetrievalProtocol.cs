namespace Likeness.Evaluation;

/// <summary>Who is searched for whom, in words.</summary>
public static class RetrievalProtocol
{
    /// <summary>Every picture is a query against all others.</summary>
    public const string LeaveOneOut = "leave-one-out";

    /// <summary>The pictures that trainings held back are queries against those that they learned from.</summary>
    public const string HeldOut = "held-out";

    /// <summary>Every picture that trainings held back is a query against the others of them: nothing that was learned from takes part.</summary>
    public const string Unseen = "unseen";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } = [LeaveOneOut, HeldOut, Unseen];
}
