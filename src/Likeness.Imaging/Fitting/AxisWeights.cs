namespace Likeness.Imaging.Fitting;

/// <summary>
/// Which source pixels make each target pixel along one axis, and with what weight. Shrinking: the exact share of each source pixel
/// that the target pixel covers. Enlarging: linear between the two nearest centres. Weights of a target pixel sum to 1.
/// </summary>
internal sealed class AxisWeights
{
    private int[] starts = [];
    private int[] counts = [];
    private float[] weights = [];
    private (int Source, int Target, double Extent) made;

    /// <summary>Source pixels per target pixel at most; the distance between the weights of two target pixels.</summary>
    public int Stride { get; private set; }

    /// <summary>The first source pixel of each target pixel.</summary>
    public ReadOnlySpan<int> Starts => starts.AsSpan(0, made.Target);

    /// <summary>How many source pixels each target pixel has, at least 1.</summary>
    public ReadOnlySpan<int> Counts => counts.AsSpan(0, made.Target);

    /// <summary>The weights, <see cref="Stride"/> apart.</summary>
    public ReadOnlySpan<float> Weights => weights.AsSpan(0, made.Target * Stride);

    /// <summary>The first source pixel that is used at all.</summary>
    public int First => starts[0];

    /// <summary>One past the last source pixel that is used.</summary>
    public int End => starts[made.Target - 1] + counts[made.Target - 1];

    /// <summary>The weights of one target pixel.</summary>
    public ReadOnlySpan<float> Of(int target) => weights.AsSpan(target * Stride, counts[target]);

    /// <summary>Prepares an axis; costs nothing when nothing has changed since the last picture.</summary>
    /// <param name="source">Pixels of the source, at least 1.</param>
    /// <param name="target">Pixels of the target, at least 1.</param>
    /// <param name="extent">How many source pixels, centred, the target covers: above 0, at most <paramref name="source"/>.</param>
    public void Prepare(int source, int target, double extent)
    {
        if (made == (source, target, extent))
            return;
        var step = extent / target;
        Stride = step > 1 ? (int)Math.Ceiling(step) + 2 : 2;
        if (starts.Length < target)
        {
            starts = new int[target];
            counts = new int[target];
        }
        if (weights.Length < target * Stride)
            weights = new float[target * Stride];
        made = (source, target, extent);
        var offset = (source - extent) / 2;
        for (var i = 0; i < target; i++)
        {
            if (step > 1)
                Cover(i, Math.Max(0, offset + (i * step)), Math.Min(source, offset + ((i + 1) * step)));
            else
                Interpolate(i, offset + ((i + 0.5) * step) - 0.5, source);
        }
    }

    private void Cover(int target, double from, double to)
    {
        const double Sliver = 1e-9; // rounding of from and to must not add a pixel with no weight
        var first = (int)Math.Floor(from + Sliver);
        var end = Math.Max(first + 1, (int)Math.Ceiling(to - Sliver));
        starts[target] = first;
        counts[target] = end - first;
        var own = weights.AsSpan(target * Stride, Stride);
        var share = 1 / (to - from);
        for (var j = first; j < end; j++)
            own[j - first] = (float)((Math.Min(to, j + 1) - Math.Max(from, j)) * share);
    }

    private void Interpolate(int target, double centre, int source)
    {
        var below = (int)Math.Floor(centre);
        var above = centre - below;
        var own = weights.AsSpan(target * Stride, Stride);
        var single = above == 0 || below < 0 || below + 1 >= source;
        starts[target] = Math.Clamp(below, 0, source - 1);
        counts[target] = single ? 1 : 2;
        own[0] = single ? 1 : (float)(1 - above);
        own[1] = single ? 0 : (float)above;
    }
}
