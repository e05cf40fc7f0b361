namespace Likeness.Numerics.Kernels.Convolution;

/// <summary>
/// The kernel of a <see cref="Correlation"/> as the register tile wants it: for every phase and every group of output
/// channels (a panel, one tile wide, padded with zeros) the taps in reading order. Behind them lie the bias and what else there is one of per channel, padded alike.
/// </summary>
internal readonly unsafe struct CorrelationPanels
{
    private readonly Correlation correlation;
    private readonly float* memory;
    private readonly long channels;

    public CorrelationPanels(Correlation correlation, int columns)
    {
        this.correlation = correlation;
        Columns = columns;
        Count = (correlation.OutputChannels + columns - 1) / columns;
        foreach (var phase in correlation.Phases) channels += Count * PanelLength(phase);
        memory = correlation.Packed(channels + 3L * Count * columns);
    }

    /// <summary>Output channels in a panel.</summary>
    public int Columns { get; }

    /// <summary>Panels of a phase.</summary>
    public int Count { get; }

    public float* Of(int phase, int panel)
    {
        var start = 0L;
        for (var p = 0; p < phase; p++) start += Count * PanelLength(correlation.Phases[p]);
        return memory + start + panel * PanelLength(correlation.Phases[phase]);
    }

    public float* Bias(int panel) => memory + channels + (long)panel * Columns;

    public float* Scale(int panel) => Bias(Count + panel);

    public float* Shift(int panel) => Bias(2 * Count + panel);

    public void Pack(float* weights, in Epilogue after)
    {
        for (var p = 0; p < correlation.Phases.Length; p++)
        {
            for (var panel = 0; panel < Count; panel++) Pack(correlation.Phases[p], panel, weights, Of(p, panel));
        }

        Pad(after.Bias, Bias(0));
        Pad(after.Scale, Scale(0));
        Pad(after.Shift, Shift(0));
    }

    private void Pad(Tensor? values, float* to)
    {
        var padded = new Span<float>(to, Count * Columns);
        padded.Clear();
        if (values is not null) new ReadOnlySpan<float>(values.Pointer, correlation.OutputChannels).CopyTo(padded);
    }

    private long PanelLength(in CorrelationPhase phase) => (long)phase.Rows.Taps * phase.Columns.Taps * correlation.SourceChannels * Columns;

    private void Pack(in CorrelationPhase phase, int panel, float* weights, float* to)
    {
        var first = panel * Columns;
        var width = Math.Min(Columns, correlation.OutputChannels - first);
        for (var row = 0; row < phase.Rows.Taps; row++)
        {
            for (var column = 0; column < phase.Columns.Taps; column++)
            {
                var (start, sourceStep, outputStep) = correlation.KernelSlice(
                    phase.Rows.FirstKernel + row * phase.Rows.KernelStep,
                    phase.Columns.FirstKernel + column * phase.Columns.KernelStep);
                for (var channel = 0; channel < correlation.SourceChannels; channel++, to += Columns)
                {
                    var from = weights + start + (long)channel * sourceStep + (long)first * outputStep;
                    for (var i = 0; i < width; i++) to[i] = from[(long)i * outputStep];
                    for (var i = width; i < Columns; i++) to[i] = 0;
                }
            }
        }
    }
}
