namespace Likeness.Evaluation;

/// <summary>Which pictures have the same label.</summary>
internal sealed class LabelGroups
{
    private readonly int[] groupOf;
    private readonly int[][] members;

    public LabelGroups(IReadOnlyList<string> labels)
    {
        groupOf = new int[labels.Count];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var lists = new List<List<int>>();
        for (var i = 0; i < labels.Count; i++)
        {
            if (numbers.TryAdd(labels[i], lists.Count)) lists.Add([]);
            groupOf[i] = numbers[labels[i]];
            lists[groupOf[i]].Add(i);
        }
        members = [.. lists.Select(list => list.ToArray())];
    }

    /// <summary>All pictures with the label of this one, itself included, in order.</summary>
    public ReadOnlySpan<int> With(int picture) => members[groupOf[picture]];

    public bool AreSame(int a, int b) => groupOf[a] == groupOf[b];
}
