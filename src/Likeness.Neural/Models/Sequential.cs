using Likeness.Neural.Layers;
using Likeness.Numerics.Randomness;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Models;

/// <summary>Layers one after another, with the memory that a batch needs on its way through them and back.</summary>
public sealed class Sequential : IDisposable
{
    private readonly Layer[] layers;
    private readonly GradientMemory gradients = new();
    private Tensor[] outputs = [];
    private Tensor[] views = [];
    private Tensor[] memory = [];
    private int capacity;
    private int currentBatch;

    /// <summary>Builds the layers for items of a shape; their weights are undefined until initialised or loaded.</summary>
    /// <param name="input">The shape of an item.</param>
    /// <param name="layers">In order, at least one.</param>
    /// <param name="names">Gives the layers their names; models that belong together share it.</param>
    public Sequential(Shape input, IReadOnlyList<Layer> layers, LayerNames? names = null)
    {
        this.layers = [.. layers];
        InputShape = input;
        names ??= new LayerNames();
        var shape = input;
        foreach (var layer in this.layers)
        {
            layer.Name = names.Next(layer);
            layer.Build(shape);
            shape = layer.OutputShape;
        }

        OutputShape = shape;
        for (var i = 0; i + 1 < this.layers.Length; i++) Absorb(i);

        for (var i = 1; i < this.layers.Length; i++)
        {
            if (!IsNeeded(i - 1)) this.layers[i].AllowInPlace();
        }
    }

    /// <summary>The shape of an item that goes in.</summary>
    public Shape InputShape { get; }

    /// <summary>The shape of an item that comes out.</summary>
    public Shape OutputShape { get; }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<Layer> Layers => layers;

    /// <summary>All weights with the names of their layers: <c>conv2d/kernel</c>, ….</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters =>
        from layer in layers from parameter in layer.Parameters select ($"{layer.Name}/{parameter.Name}", parameter);

    /// <summary>Multiplications and additions of products and convolutions in the forward pass of one item.</summary>
    public long Operations => layers.Sum(layer => layer.Operations);

    /// <summary>What all penalties added to the loss of the last batch.</summary>
    public double Penalty
    {
        get
        {
            var sum = 0.0;
            foreach (var layer in layers) sum += layer.Penalty;
            return sum;
        }
    }

    /// <summary>Draws the first weights.</summary>
    public void Initialise(ref Xoshiro256 random)
    {
        foreach (var layer in layers) layer.Initialise(ref random);
    }

    /// <summary>Computes a batch.</summary>
    /// <param name="pass">Training or inference.</param>
    /// <param name="input">(batch, …<see cref="InputShape"/>); has to stay unchanged until a Backward.</param>
    /// <returns>(batch, …<see cref="OutputShape"/>), valid until the next call.</returns>
    public Tensor Forward(Pass pass, Tensor input)
    {
        Reserve(input.Shape[0]);
        var current = input;
        for (var i = 0; i < layers.Length; i++)
        {
            // A view of the input's memory is made anew only when that memory is another one.
            var inPlace = layers[i].InPlace || !pass.Training && layers[i].IsAbsorbedInInference;
            if (inPlace) views[i] = SameMemory(views[i], current) ? views[i] : current.View(layers[i].OutputShape.Batch(current.Shape[0]));
            var output = inPlace ? views[i] : outputs[i];
            layers[i].Forward(pass, current, output);
            current = output;
        }

        return current;
    }

    /// <summary>Sends a gradient back through the batch of the last training Forward.</summary>
    /// <param name="pass">Carries the taker of the gradients.</param>
    /// <param name="input">As given to Forward.</param>
    /// <param name="outputGradient">With respect to the output; is overwritten.</param>
    /// <param name="wantInputGradient">Whether to compute the input's gradient.</param>
    /// <returns>The input's gradient, valid until the next call, or null.</returns>
    public Tensor? Backward(Pass pass, Tensor input, Tensor outputGradient, bool wantInputGradient)
    {
        var gradient = outputGradient;
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            var layer = layers[i];
            var layerInput = i == 0 ? input : OutputOf(i - 1);
            var wanted = i > 0 || wantInputGradient;
            var inputGradient = !wanted ? null
                : layer.InPlace ? gradients.View(i, gradient, layerInput.Shape)
                : gradients.Rent(i, gradient, layerInput.Shape);
            layer.Backward(pass, layerInput, OutputOf(i), gradient, inputGradient);
            if (inputGradient is null) return null;
            gradient = inputGradient;
        }

        return gradient;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in layers) layer.Dispose();
        Release();
    }

    /// <summary>Has a layer do the work of a rectifier, and in inference of a batch normalisation, behind it, where it can.</summary>
    private void Absorb(int layer)
    {
        var behind = layer + 1;
        if (layers[behind] is LeakyReLU rectifier && layers[layer].AbsorbRectifier(rectifier.NegativeSlope))
        {
            rectifier.Absorbed(++behind < layers.Length ? layers[behind] : null);
        }

        if (behind < layers.Length && layers[behind] is BatchNormalization normalization && layers[layer].AbsorbNormalization(normalization)) normalization.Absorbed();
    }

    private Tensor OutputOf(int layer) => layers[layer].InPlace ? views[layer] : outputs[layer];

    /// <summary>Whether the memory of a layer's output is read again: by the layer itself, by one that it shares the memory with, or by the caller, whose input it is.</summary>
    private bool IsNeeded(int layer)
    {
        for (; layer >= 0; layer--)
        {
            if (layers[layer].ReadsOutput) return true;
            if (!layers[layer].InPlace) return false;
        }

        return true;
    }

    private static unsafe bool SameMemory(Tensor? view, Tensor tensor) => view is not null && view.Pointer == tensor.Pointer && view.Count == tensor.Count;

    /// <summary>Memory for the largest batch seen; smaller ones use the front of it.</summary>
    private void Reserve(int batch)
    {
        if (batch == currentBatch) return;
        if (batch > capacity)
        {
            Release();
            memory = new Tensor[layers.Length];
            for (var i = 0; i < layers.Length; i++)
            {
                if (!layers[i].InPlace) memory[i] = new Tensor(layers[i].OutputShape.Batch(batch));
            }

            capacity = batch;
        }

        outputs = new Tensor[layers.Length];
        views = new Tensor[layers.Length];
        for (var i = 0; i < layers.Length; i++)
        {
            if (!layers[i].InPlace) outputs[i] = memory[i].View(layers[i].OutputShape.Batch(batch));
        }

        currentBatch = batch;
    }

    private void Release()
    {
        foreach (var tensor in memory) tensor?.Dispose();
        gradients.Dispose();
    }
}
