namespace Likeness.Numerics.Kernels.Convolution;

/// <summary>One direction, rows or columns, of a <see cref="CorrelationPhase"/>.</summary>
/// <param name="Count">Output positions.</param>
/// <param name="OutputOrigin">First output position.</param>
/// <param name="OutputStride">From an output position to the next.</param>
/// <param name="SourceOrigin">Source position of the first tap of the first output position; may lie outside, where zeros are.</param>
/// <param name="SourceStride">How far the source moves from an output position to the next.</param>
/// <param name="Taps">Source positions that an output position sums.</param>
/// <param name="FirstKernel">Position in the kernel of the first tap.</param>
/// <param name="KernelStep">From a tap's position in the kernel to the next one's; may be negative.</param>
internal readonly record struct CorrelationAxis(
    int Count, int OutputOrigin, int OutputStride, int SourceOrigin, int SourceStride, int Taps, int FirstKernel, int KernelStep)
{
    public static CorrelationAxis OfConvolution(int outputs, int kernel, int stride, int pad) =>
        new(outputs, 0, 1, -pad, stride, kernel, 0, 1);

    /// <summary>
    /// Input position o of a convolution meets output q through kernel position a where o + pad = stride·q + a. So the
    /// positions o with the same remainder use the same kernel positions: those with that remainder.
    /// </summary>
    public static IEnumerable<CorrelationAxis> OfTransposed(int inputs, int kernel, int stride, int pad)
    {
        for (var remainder = 0; remainder < stride; remainder++)
        {
            var first = ((remainder - pad) % stride + stride) % stride;
            if (first >= inputs) continue;
            var taps = remainder < kernel ? (kernel - remainder + stride - 1) / stride : 0;
            var firstOutput = (first + pad - remainder) / stride;
            yield return new CorrelationAxis(
                Count: (inputs - first + stride - 1) / stride,
                OutputOrigin: first,
                OutputStride: stride,
                SourceOrigin: firstOutput - taps + 1,
                SourceStride: 1,
                Taps: taps,
                FirstKernel: remainder + stride * (taps - 1),
                KernelStep: -stride);
        }
    }

    /// <summary>The output positions [start, end) whose taps all lie inside a source of the given size.</summary>
    public (int Start, int End) Inside(int sourceSize)
    {
        var start = Math.Min(Count, Math.Max(0, (-SourceOrigin + SourceStride - 1) / SourceStride));
        var room = sourceSize - Taps - SourceOrigin;
        var end = room < 0 ? start : Math.Clamp(room / SourceStride + 1, start, Count);
        return (start, end);
    }
}
