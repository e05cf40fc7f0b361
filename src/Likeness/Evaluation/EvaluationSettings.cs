namespace Likeness.Evaluation;

/// <summary>How a model is evaluated.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Threads to compute with; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>What the colours count for beside the codes when pictures are ranked: 0 for codes alone, to 1 for colours alone.</summary>
    public double Colour { get; init; }

    /// <exception cref="WrongSettingsException">A number is out of its range.</exception>
    internal void Check()
    {
        if (Threads is < 0 or > 1024) throw new WrongSettingsException($"threads is {Threads}; it has to be 1 to 1024, or 0 for one per processor.");
        if (!(Colour is >= 0 and <= 1)) throw new WrongSettingsException($"colour is {Colour}; it has to be 0 to 1.");
    }
}
