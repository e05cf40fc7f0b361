using Likeness.Numerics.Randomness;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>Layers one after another, with the memory that a batch needs on its way through them and back.</summary>
public sealed class Sequential : INetwork, IDisposable
{
    private readonly Layer[] layers;
    private readonly FusionStep[] steps;
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
        Plan = FusionPlan.Of(this.layers);
        steps = [.. Plan.Steps];
    }

    /// <inheritdoc/>
    public Shape InputShape { get; }

    /// <inheritdoc/>
    public Shape OutputShape { get; }

    /// <summary>The layers in order.</summary>
    public IReadOnlyList<Layer> Layers => layers;

    /// <summary>Which of them are computed together.</summary>
    public FusionPlan Plan { get; }

    /// <inheritdoc/>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters => layers.SelectMany(layer => layer.NamedParameters);

    /// <summary>Multiplications and additions of products and convolutions in the forward pass of one item.</summary>
    public long Operations => layers.Sum(layer => layer.Operations);

    /// <inheritdoc/>
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
    /// <param name="random">Where they are drawn from.</param>
    public void Initialize(ref Xoshiro256 random)
    {
        foreach (var layer in layers) layer.Initialize(ref random);
    }

    /// <inheritdoc/>
    public Tensor Forward(Pass pass, Tensor input)
    {
        Reserve(input.Shape[0]);
        var current = input;
        for (var i = 0; i < layers.Length; i++)
        {
            // A view of the input's memory is made anew only when that memory is another one.
            var step = steps[i];
            var byAnother = step.ForwardBy is not null || !pass.Training && step.InferenceBy is not null;
            var inPlace = step.SharesMemory || byAnother;
            if (inPlace) views[i] = SameMemory(views[i], current) ? views[i] : current.View(layers[i].OutputShape.Batch(current.Shape[0]));
            var output = inPlace ? views[i] : outputs[i];
            if (!byAnother) step.Layer.Forward(pass, current, output, step.Joined);
            current = output;
        }

        return current;
    }

    /// <inheritdoc/>
    public Tensor? Backward(Pass pass, Tensor input, Tensor outputGradient, bool wantInputGradient)
    {
        var gradient = outputGradient;
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            var step = steps[i];
            var layerInput = i == 0 ? input : OutputOf(i - 1);
            var wanted = i > 0 || wantInputGradient;
            var inputGradient = !wanted ? null
                : step.SharesMemory ? gradients.View(i, gradient, layerInput.Shape)
                : gradients.Rent(i, gradient, layerInput.Shape);
            if (step.BackwardBy is null) step.Layer.Backward(pass, layerInput, OutputOf(i), gradient, inputGradient, step.Joined);
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

    private Tensor OutputOf(int layer) => steps[layer].SharesMemory ? views[layer] : outputs[layer];

    private static unsafe bool SameMemory(Tensor? view, Tensor tensor) =>
        view is not null && view.Pointer == tensor.Pointer && view.Count == tensor.Count;

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
                if (!steps[i].SharesMemory) memory[i] = new Tensor(layers[i].OutputShape.Batch(batch));
            }

            capacity = batch;
        }

        outputs = new Tensor[layers.Length];
        views = new Tensor[layers.Length];
        for (var i = 0; i < layers.Length; i++)
        {
            if (!steps[i].SharesMemory) outputs[i] = memory[i].View(layers[i].OutputShape.Batch(batch));
        }

        currentBatch = batch;
    }

    private void Release()
    {
        foreach (var tensor in memory) tensor?.Dispose();
        gradients.Dispose();
    }
}
