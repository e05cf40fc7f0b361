namespace Likeness.Numerics.Kernels;

/// <summary>Cuts long arrays into pieces that fit the first-level cache: the unit of work of everything element-wise.</summary>
internal static class Chunks
{
    public const int Length = 4096;

    public static int Count(long length) => checked((int)((length + Length - 1) / Length));

    public static int LengthOf(int chunk, long length) => (int)Math.Min(Length, length - (long)chunk * Length);
}
