using System.Globalization;

namespace Likeness.Neural.Layers;

/// <summary>
/// Which layers of a model are computed together, decided once from what they declare (<see cref="LayerTraits"/>): the numbers are those of
/// the layers one after another, in fewer passes over memory.
/// <list type="bullet">
/// <item>A rectifier is applied by the layer before it, where that can; its gradient is then made by the layer behind it, where that
/// can.</item>
/// <item>In inference a batch normalization is applied by the layer before it (and before its rectifier); in training it needs the whole
/// batch first.</item>
/// <item>A layer that may write over its input does so where nobody needs that any more.</item>
/// </list>
/// It prints as one line for each layer.
/// </summary>
public sealed class FusionPlan
{
    private FusionPlan(IReadOnlyList<FusionStep> steps) => Steps = steps;

    /// <summary>What becomes of each layer, in order.</summary>
    public IReadOnlyList<FusionStep> Steps { get; }

    /// <summary>Makes the plan of layers that follow one another.</summary>
    /// <param name="layers">Built.</param>
    public static FusionPlan Of(IReadOnlyList<Layer> layers)
    {
        FusionStep[] steps = [.. layers.Select(layer => new FusionStep(layer) { SharesMemory = layer.Traits.SharesMemory })];
        for (var i = 0; i + 1 < steps.Length; i++) JoinWithNext(steps, i);
        for (var i = 1; i < steps.Length; i++)
        {
            if (steps[i].Traits.MayShareMemory && !IsNeeded(steps, i - 1)) steps[i] = steps[i] with { SharesMemory = true };
        }

        return new FusionPlan(steps);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', Steps);

    /// <summary>Has a step do the work of a rectifier, and in inference of a scaling, behind it, where it can.</summary>
    private static void JoinWithNext(FusionStep[] steps, int at)
    {
        var (step, behind) = (steps[at], at + 1);
        if (step.Traits.RectifiesOutput && steps[behind].Traits.Rectifier is { } slope)
        {
            step = step with { Joined = step.Joined with { OutputSlope = slope } };
            steps[behind] = steps[behind] with { ForwardBy = step.Layer, SharesMemory = true };
            GateBehind(steps, behind, slope);
            behind++;
        }

        if (behind < steps.Length && step.Traits.ScalesOutput && steps[behind].Traits.Scaling is { } scaling)
        {
            step = step with { Joined = step.Joined with { Scaling = scaling } };
            steps[behind] = steps[behind] with { InferenceBy = step.Layer };
        }

        steps[at] = step;
    }

    /// <summary>Has the step behind a rectifier whose output is made before it multiply by its derivative, where it can.</summary>
    private static void GateBehind(FusionStep[] steps, int rectifier, float slope)
    {
        var next = rectifier + 1;
        if (next == steps.Length || !steps[next].Traits.GatesInputGradient) return;
        steps[next] = steps[next] with { Joined = steps[next].Joined with { InputSlope = slope } };
        steps[rectifier] = steps[rectifier] with { BackwardBy = steps[next].Layer };
    }

    /// <summary>
    /// Whether the memory of a step's output is read again: by its layer, by one that it shares the memory with, or by the caller, whose
    /// input it is.
    /// </summary>
    private static bool IsNeeded(FusionStep[] steps, int at)
    {
        for (; at >= 0; at--)
        {
            if (steps[at].Traits.ReadsOutput) return true;
            if (!steps[at].SharesMemory) return false;
        }

        return true;
    }
}

/// <summary>What becomes of one layer in a <see cref="FusionPlan"/>.</summary>
/// <param name="Layer">Which.</param>
public sealed record FusionStep(Layer Layer)
{
    /// <summary>What the layer declared.</summary>
    public LayerTraits Traits { get; } = Layer.Traits;

    /// <summary>What it does for others.</summary>
    public JoinedWork Joined { get; init; } = JoinedWork.None;

    /// <summary>Whether its output lies in its input's memory.</summary>
    public bool SharesMemory { get; init; }

    /// <summary>The layer that computes its output, so that its own Forward is left out; null for itself.</summary>
    public Layer? ForwardBy { get; init; }

    /// <summary>The same in inference only, where its output then lies in its input's memory; null for itself.</summary>
    public Layer? InferenceBy { get; init; }

    /// <summary>The layer that computes its input's gradient, so that its own Backward is left out; null for itself.</summary>
    public Layer? BackwardBy { get; init; }

    /// <summary>The layer's name and what is particular about it.</summary>
    public override string ToString()
    {
        List<string> notes = [];
        if (Joined.OutputSlope != 1) notes.Add($"rectifies its output, slope {Text(Joined.OutputSlope)}");
        if (Joined.Scaling is not null) notes.Add("in inference scales its output");
        if (Joined.InputSlope != 1) notes.Add($"multiplies its input's gradient by the rectifier's, slope {Text(Joined.InputSlope)}");
        if (ForwardBy is not null) notes.Add($"forward by {ForwardBy.Name}");
        if (InferenceBy is not null) notes.Add($"in inference by {InferenceBy.Name}");
        if (BackwardBy is not null) notes.Add($"backward by {BackwardBy.Name}");
        if (SharesMemory) notes.Add("in its input's memory");
        var line = notes.Count == 0 ? Layer.Name : $"{Layer.Name}: {string.Join("; ", notes)}";
        var inner = Layer.Parts.SelectMany(part => part.Plan.ToString().Split('\n'));
        return string.Join('\n', inner.Select(step => $"  {step}").Prepend(line));
    }

    private static string Text(float slope) => slope.ToString("0.###", CultureInfo.InvariantCulture);
}
