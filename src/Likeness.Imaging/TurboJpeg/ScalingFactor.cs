using System.Runtime.InteropServices;

namespace Likeness.Imaging.TurboJpeg;

/// <summary>A fraction at which TurboJPEG can decode (tjscalingfactor).</summary>
/// <param name="Numerator">Above 0.</param>
/// <param name="Denominator">Above 0.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ScalingFactor(int Numerator, int Denominator)
{
    public static readonly ScalingFactor One = new(1, 1);

    /// <summary>A length after scaling, rounded up as TurboJPEG does (TJSCALED).</summary>
    public int Apply(int length) => (int)(((long)length * Numerator + Denominator - 1) / Denominator);
}
