using Likeness.Numerics.Kernels.RegisterTile;
using Likeness.Numerics.Simd;

namespace Likeness.Search.Clustering;

/// <summary>How many columns the register tile has in the vectors that are in use.</summary>
internal struct PanelWidth : ISimdKernel
{
    public int Columns { get; private set; }

    public void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => Columns = RegisterTile<TVector, TSimd>.Columns;
}
