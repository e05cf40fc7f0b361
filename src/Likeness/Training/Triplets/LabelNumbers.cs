namespace Likeness.Training.Triplets;

/// <summary>Labels as numbers from 0, in the order of their names, so that nothing depends on the order of the pictures.</summary>
internal sealed class LabelNumbers
{
    private readonly Dictionary<string, int> numberOf = new(StringComparer.Ordinal);

    public LabelNumbers(IEnumerable<string> labels)
    {
        Names = [.. labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        for (var i = 0; i < Names.Count; i++) numberOf[Names[i]] = i;
    }

    /// <summary>The label of each number.</summary>
    public IReadOnlyList<string> Names { get; }

    public int this[string label] => numberOf[label];

    /// <summary>Refuses labels that give no triplet, before any work.</summary>
    /// <exception cref="UnusableInputException">Fewer than two labels have two pictures.</exception>
    public static void RequirePairs(IReadOnlyList<string> labels)
    {
        var counts = labels.CountBy(label => label, StringComparer.Ordinal).ToList();
        var pairs = counts.Count(label => label.Value > 1);
        if (pairs >= 2) return;
        throw new UnusableInputException(
            $"The {labels.Count} pictures have {counts.Count} labels, of which {pairs} {(pairs == 1 ? "has" : "have")} two pictures or more; to learn which pictures belong together takes at least two such labels. Give more pictures of each label.");
    }
}
