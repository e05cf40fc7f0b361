namespace Likeness.Search.SquaredDistances;

/// <summary>The arithmetic of one vector width, for loops that are written once for all widths.</summary>
internal unsafe interface ILanes<TVector> where TVector : struct
{
    /// <summary>Numbers in a vector.</summary>
    static abstract int Width { get; }

    static abstract TVector Load(float* source);

    /// <summary>sum + (a−b)², lane by lane; fused where the machine has it.</summary>
    static abstract TVector AddSquaredDifference(TVector a, TVector b, TVector sum);

    static abstract float Sum(TVector lanes);
}
