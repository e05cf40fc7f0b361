using System.Runtime.CompilerServices;
using Likeness.Numerics.Kernels.RegisterTile;
using Likeness.Numerics.Simd;

namespace Likeness.Search.Clustering;

/// <summary>−2c·x of some centres and the vectors of one panel, written side by side for each centre.</summary>
internal static unsafe class PanelProduct<TVector, TSimd>
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    /// <param name="centres">−2c, count × stride.</param>
    /// <param name="count">How many centres.</param>
    /// <param name="stride">Numbers from one centre to the next.</param>
    /// <param name="panel">Dimensions × the tile's columns.</param>
    /// <param name="dimensions">How many.</param>
    /// <param name="products">Receives count × the tile's columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* centres, int count, int stride, float* panel, int dimensions, float* products)
    {
        nint none = 0;
        var x = new TileInput
        {
            A = centres,
            RowStride = stride,
            StepStride = 1,
            B = panel,
            BStride = RegisterTile<TVector, TSimd>.Columns,
            Steps = dimensions,
            Segments = 1,
            AOffsets = &none,
            BOffsets = &none,
        };
        var y = new TileOutput { C = products, RowStride = RegisterTile<TVector, TSimd>.Columns, Columns = RegisterTile<TVector, TSimd>.Columns, Slope = 1 };
        RegisterTile<TVector, TSimd>.Run(count, x, y);
    }
}
