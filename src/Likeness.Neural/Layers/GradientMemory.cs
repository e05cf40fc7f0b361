using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>
/// The memory of the gradients on their way back. Only two are alive at a time, the one read and the one written, so that two
/// buffers take turns, each as large as its largest tenant. Tensors over them are kept, not made anew at every step.
/// </summary>
internal sealed unsafe class GradientMemory : IDisposable
{
    private readonly Dictionary<int, Tensor> tensors = [];
    private readonly Tensor?[] buffers = new Tensor?[2];

    /// <summary>A gradient of a shape, in the buffer that <paramref name="inUse"/> does not lie in.</summary>
    public Tensor Rent(int layer, Tensor inUse, Shape shape)
    {
        if (tensors.TryGetValue(layer, out var known) && known.Shape == shape && known.Pointer != inUse.Pointer) return known;
        var which = buffers[0] is { } first && first.Pointer == inUse.Pointer ? 1 : 0;
        if (buffers[which] is not { } buffer || buffer.Count < shape.Count)
        {
            Forget(buffers[which]);
            buffers[which] = buffer = new Tensor(shape);
        }

        return tensors[layer] = buffer.View(shape);
    }

    /// <summary>The same gradient in the shape of a layer that works in place.</summary>
    public Tensor View(int layer, Tensor gradient, Shape shape)
    {
        if (tensors.TryGetValue(layer, out var known) && known.Shape == shape && known.Pointer == gradient.Pointer) return known;
        return tensors[layer] = gradient.View(shape);
    }

    public void Dispose()
    {
        for (var i = 0; i < buffers.Length; i++)
        {
            Forget(buffers[i]);
            buffers[i] = null;
        }
    }

    private void Forget(Tensor? buffer)
    {
        if (buffer is null) return;
        foreach (var layer in tensors.Where(t => t.Value.Pointer == buffer.Pointer).Select(t => t.Key).ToList()) tensors.Remove(layer);
        buffer.Dispose();
    }
}
