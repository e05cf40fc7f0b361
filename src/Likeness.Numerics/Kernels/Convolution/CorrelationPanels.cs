namespace Likeness.Numerics.Kernels.Convolution;

/// <summary>
/// The kernel of a <see cref="Correlation"/> as the register tile wants it: for every phase and every group of output
/// channels (a panel, one tile wide, padded with zeros) the taps in reading order. Behind them lies the bias, padded alike.
/// </summary>
internal readonly unsafe struct CorrelationPanels
{
    private readonly Correlation correlation;
    private readonly float* memory;
    private readonly long bias;

    public CorrelationPanels(Correlation correlation, int columns)
    {
        this.correlation = correlation;
        Columns = columns;
        Count = (correlation.OutputChannels + columns - 1) / columns;
        foreach (var phase in correlation.Phases) bias += Count * PanelLength(phase);
        memory = correlation.Packed(bias + 2L * Count * columns);
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

    public float* Bias(int panel) => memory + bias + (long)panel * Columns;

    public void Pack(float* weights, float* biasValues)
    {
        for (var p = 0; p < correlation.Phases.Length; p++)
        {
            for (var panel = 0; panel < Count; panel++) Pack(correlation.Phases[p], panel, weights, Of(p, panel));
        }

        var padded = new Span<float>(memory + bias, Count * Columns);
        padded.Clear();
        if (biasValues != null) new ReadOnlySpan<float>(biasValues, correlation.OutputChannels).CopyTo(padded);
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
