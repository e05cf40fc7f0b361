using Likeness.Descriptors;

namespace Likeness.Ranking.Fusion;

/// <summary>A descriptor and what it counts for beside others.</summary>
/// <param name="Descriptor">What compares pictures.</param>
/// <param name="Weight">At least 0. Only the proportions of the weights matter.</param>
public sealed record WeightedDescriptor(IDescriptor Descriptor, double Weight)
{
    /// <summary>Those that count for something, with weights that add up to 1.</summary>
    /// <exception cref="WrongSettingsException">A weight is negative or not finite, none is above 0, or a descriptor is there twice.</exception>
    internal static IReadOnlyList<WeightedDescriptor> Normalise(IReadOnlyList<WeightedDescriptor> descriptors)
    {
        foreach (var (descriptor, weight) in descriptors)
        {
            if (!(weight >= 0 && double.IsFinite(weight))) throw new WrongSettingsException($"The weight of '{descriptor.Name}' is {weight}; it has to be 0 or more.");
        }

        var names = descriptors.Select(part => part.Descriptor.Name).ToHashSet(StringComparer.Ordinal);
        if (names.Count != descriptors.Count)
            throw new WrongSettingsException($"Each descriptor can be weighed once, but these were given: {string.Join(", ", descriptors.Select(part => part.Descriptor.Name))}.");
        var sum = descriptors.Sum(part => part.Weight);
        if (!(sum > 0)) throw new WrongSettingsException("All descriptors have the weight 0; at least one has to have more.");
        return [.. descriptors.Where(part => part.Weight > 0).Select(part => part with { Weight = part.Weight / sum })];
    }
}
