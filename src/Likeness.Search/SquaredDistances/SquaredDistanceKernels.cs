using System.Runtime.Intrinsics;

namespace Likeness.Search.SquaredDistances;

/// <summary>The variants of <see cref="SquaredDistanceKernel"/> that this machine can run, best first.</summary>
internal static class SquaredDistanceKernels
{
    public static IReadOnlyList<SquaredDistanceKernel> Available { get; } = [.. Supported()];

    /// <summary>Picks the variant with this name, or the best when none is named.</summary>
    /// <exception cref="WrongSettingsException">No variant of this name runs here.</exception>
    public static SquaredDistanceKernel Choose(string? name)
    {
        if (string.IsNullOrEmpty(name)) return Available[0];
        return Available.FirstOrDefault(kernel => kernel.Name == name) ?? throw new WrongSettingsException(
            $"LIKENESS_SIMD is '{name}', but this machine runs {string.Join(", ", Available.Select(kernel => kernel.Name))}: "
            + "set it to one of these, or unset it to let Likeness choose.");
    }

    static IEnumerable<SquaredDistanceKernel> Supported()
    {
        if (Vector512.IsHardwareAccelerated) yield return new VectorSquaredDistances<Lanes512, Vector512<float>>("512");
        if (Vector256.IsHardwareAccelerated) yield return new VectorSquaredDistances<Lanes256, Vector256<float>>("256");
        if (Vector128.IsHardwareAccelerated) yield return new VectorSquaredDistances<Lanes128, Vector128<float>>("128");
        yield return new ScalarSquaredDistances();
    }
}
