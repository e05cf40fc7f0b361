namespace Likeness.Numerics.Simd;

/// <summary>A computation with its arguments, written once for every vector width.</summary>
internal interface ISimdKernel
{
    void Run<TVector, TSimd>()
        where TVector : struct
        where TSimd : struct, ISimd<TVector>;
}
