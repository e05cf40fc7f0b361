namespace Likeness.Numerics.Parallelism;

/// <summary>The body of a parallel loop. A struct, so that the loop compiles into it and nothing is allocated.</summary>
public interface IWork
{
    /// <summary>Does the items from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    /// <param name="start">First item.</param>
    /// <param name="end">One past the last item.</param>
    /// <param name="worker">Which worker runs it, 0 up to the team's thread count: names its scratch memory.</param>
    void Run(int start, int end, int worker);
}

/// <summary>Cuts long arrays into pieces that fit the first-level cache: the unit of work of everything element-wise.</summary>
internal static class Chunks
{
    public const int Length = 4096;

    public static int Count(long length) => checked((int)((length + Length - 1) / Length));

    public static int LengthOf(int chunk, long length) => (int)Math.Min(Length, length - (long)chunk * Length);
}
