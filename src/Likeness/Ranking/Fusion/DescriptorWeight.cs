namespace Likeness.Ranking.Fusion;

/// <summary>How a descriptor's distances entered a ranking: the distance of two pictures is the sum over the descriptors of weight · distance / scale.</summary>
/// <param name="Descriptor">The name of the descriptor.</param>
/// <param name="Weight">Above 0; all weights of a ranking add up to 1.</param>
/// <param name="Scale">
/// What its distances were divided by: the median distance of two pictures of the collection (<see cref="DistanceSample"/>), so that distances of different kinds become
/// comparable. 1 where the descriptor decides alone: its distances are then as they are.
/// </param>
public sealed record DescriptorWeight(string Descriptor, double Weight, double Scale)
{
    /// <summary>What a distance is multiplied by.</summary>
    internal float Factor => (float)(Weight / Scale);

    /// <summary>A descriptor that decides alone.</summary>
    internal static DescriptorWeight Alone(string descriptor) => new(descriptor, 1, 1);
}
