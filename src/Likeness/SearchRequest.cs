namespace Likeness;

/// <summary>What is asked for.</summary>
public sealed record SearchRequest
{
    /// <summary>How many different contents, at least 1; 10 unless set. Copies of one count once.</summary>
    public int K { get; init; } = 10;

    /// <summary>
    /// What compares the pictures, and what each counts for; only the proportions of the weights matter. None, as by default, for the
    /// library's own choice: the codes of its model or, where it has none, whatever its pictures are indexed by.
    /// </summary>
    public IReadOnlyList<DescriptorShare> Descriptors { get; init; } = [];

    /// <summary>Whether pictures with the very content of the query are among the hits; false by default: that they are alike is no news.</summary>
    public bool IncludeSelf { get; init; }

    /// <summary>
    /// Whether every copy of a content that was found is a hit of its own, of the same rank; otherwise, as by default, the first by path stands
    /// for them (<see cref="Hit.Copies"/>).
    /// </summary>
    public bool Copies { get; init; }

    /// <summary>Only pictures in folders of this name; null, as by default, for all.</summary>
    public string? Label { get; init; }

    /// <summary>Only pictures in this folder or below it, a full path; null, as by default, for all.</summary>
    public string? Below { get; init; }

    /// <summary>Only pictures within this distance, 0 or more; +∞ unless set.</summary>
    public float MaxDistance { get; init; } = float.PositiveInfinity;

    /// <summary>
    /// Search only so many clusters, those whose centers are nearest to the query: from 1 to the number of clusters that the library was
    /// divided into. Pictures that lie beyond their borders are missed. Null, as by default, searches all pictures. With one descriptor only.
    /// </summary>
    public int? Clusters { get; init; }

    /// <exception cref="WrongSettingsException">A number is out of its range, or the weights make no sense.</exception>
    internal void Check()
    {
        if (K < 1) throw new WrongSettingsException($"{K} pictures were asked for; ask for at least 1.");
        if (Clusters < 1) throw new WrongSettingsException($"clusters is {Clusters}; search at least 1, or all pictures.");
        if (!(MaxDistance >= 0)) throw new WrongSettingsException($"max-distance is {MaxDistance}; it has to be 0 or more.");
        DescriptorShare.Check(Descriptors);
        if (Clusters is null) return;
        var weighed = Descriptors.Where(share => share.Weight > 0).Select(share => share.Descriptor).ToList();
        if (weighed.Count > 1)
        {
            throw new WrongSettingsException(
                $"A search in clusters was asked for by {string.Join(" and ", weighed)} together, but clusters are those of one descriptor. Search all, or by one of them.");
        }

        if (Label is not null || Below is not null)
            throw new WrongSettingsException("A search in clusters was asked for with a label or a folder; search all pictures for these.");
    }
}

/// <summary>A descriptor and what it counts for beside others.</summary>
/// <param name="Descriptor">The name of a descriptor that the library is indexed by: <c>codes</c>, <c>colour</c>, ….</param>
/// <param name="Weight">At least 0.</param>
public sealed record DescriptorShare(string Descriptor, double Weight = 1)
{
    /// <exception cref="WrongSettingsException">A weight is out of its range, a descriptor is there twice, or all weights are 0.</exception>
    internal static void Check(IReadOnlyList<DescriptorShare> shares)
    {
        foreach (var (descriptor, weight) in shares)
        {
            if (!(weight >= 0 && double.IsFinite(weight)))
                throw new WrongSettingsException($"The weight of '{descriptor}' is {weight}; it has to be 0 or more.");
        }

        if (shares.Select(share => share.Descriptor).ToHashSet(StringComparer.Ordinal).Count != shares.Count)
        {
            throw new WrongSettingsException(
                "Each descriptor can be weighed once, but these were given: "
                + $"{string.Join(", ", shares.Select(share => share.Descriptor))}.");
        }

        if (shares.Count > 0 && !(shares.Sum(share => share.Weight) > 0))
            throw new WrongSettingsException("All descriptors have the weight 0; at least one has to have more.");
    }
}
