namespace Likeness.Numerics.Kernels.Triplets;

/// <summary>By which distance a triplet loss measures.</summary>
public enum TripletDistance
{
    /// <summary>The square of the Euclidean distance.</summary>
    Squared,

    /// <summary>The Euclidean distance.</summary>
    Euclidean,
}
