using System.Diagnostics;

namespace Likeness.Diagnostics;

/// <summary>The stages of a job, for whoever listens to the <see cref="ActivitySource"/> of this name; they cost nothing where nobody does.</summary>
public static class Stages
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "Likeness";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A stage that lasts until it is disposed; null where nobody listens.</summary>
    internal static Activity? Begin(string name) => Source.StartActivity(name);
}
