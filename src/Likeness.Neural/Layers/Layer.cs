using Likeness.Numerics.Randomness;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>
/// One step of a model. Shapes are those of one item, without the batch axis; tensors have it in front. A layer is used by
/// one thread at a time, and remembers between Forward and Backward what it needs of the batch.
/// </summary>
public abstract class Layer : IDisposable
{
    private readonly List<Parameter> parameters = [];

    /// <summary>Unique within its model; given by the model: <c>conv2d</c>, <c>conv2d_1</c>, …</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The shape of an item that it takes.</summary>
    public Shape InputShape { get; private set; }

    /// <summary>The shape of an item that it gives.</summary>
    public Shape OutputShape { get; private set; }

    /// <summary>Its weights, in the order in which they are stored.</summary>
    public IReadOnlyList<Parameter> Parameters => parameters;

    /// <summary>What its penalties (weight L2, activity L1) added to the loss of the last training batch.</summary>
    public virtual double Penalty => 0;

    /// <summary>Whether the output takes the input's place in memory.</summary>
    internal virtual bool InPlace => false;

    /// <summary>Whether in inference the layer before computes this one's output, which is then left out.</summary>
    internal virtual bool IsAbsorbedInInference => false;

    /// <summary>Whether <see cref="Backward"/> reads the output, which no later layer may then overwrite.</summary>
    internal virtual bool ReadsOutput => false;

    /// <summary>
    /// The slope of the rectifier that made the input, when this layer takes over its gradient: <see cref="Backward"/> then multiplies
    /// the input's gradient by the rectifier's derivative. 1 for none.
    /// </summary>
    internal float InputSlope { get; set; } = 1;

    /// <summary>Whether the layer can take over the gradient of a rectifier before it.</summary>
    internal virtual bool TakesInputSlope => false;

    /// <summary>Multiplications and additions of the forward pass for one item.</summary>
    public virtual long Operations => 0;

    /// <summary>Asks the layer to apply a rectifier to its own output; true if it does.</summary>
    internal virtual bool AbsorbRectifier(float slope) => false;

    /// <summary>Asks the layer to do in inference what a batch normalisation behind it does; true if it does.</summary>
    internal virtual bool AbsorbNormalization(BatchNormalization normalization) => false;

    /// <summary>Tells the layer that nobody needs its input any more: it may put its output in its place.</summary>
    internal virtual void AllowInPlace() { }

    /// <summary>Fixes the shapes and makes the weights.</summary>
    internal void Build(Shape input)
    {
        InputShape = input;
        OutputShape = OnBuild(input);
    }

    /// <summary>Sets the weights to their first values.</summary>
    internal virtual void Initialise(ref Xoshiro256 random) { }

    /// <summary>Computes the output of a batch.</summary>
    /// <param name="pass">Training or inference.</param>
    /// <param name="input">(batch, …<see cref="InputShape"/>).</param>
    /// <param name="output">Receives (batch, …<see cref="OutputShape"/>).</param>
    public abstract void Forward(Pass pass, Tensor input, Tensor output);

    /// <summary>Computes the gradients of the batch of the last training <see cref="Forward"/> and hands over those of the weights.</summary>
    /// <param name="pass">Carries the taker of the gradients.</param>
    /// <param name="input">As in Forward.</param>
    /// <param name="output">As left by Forward.</param>
    /// <param name="outputGradient">The loss's gradient with respect to the output; may be overwritten.</param>
    /// <param name="inputGradient">Receives the gradient with respect to the input; null where nobody wants it.</param>
    public abstract void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient);

    /// <summary>The settings that rebuild it, for the table and the model file.</summary>
    public override string ToString() => $"{Name} ({GetType().Name})";

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Checks the input shape, makes the weights and gives the output shape.</summary>
    /// <exception cref="WrongSettingsException">The layer does not take such an input.</exception>
    protected abstract Shape OnBuild(Shape input);

    /// <summary>Makes a parameter; the order of calls is the order in the file.</summary>
    protected Parameter AddParameter(string name, Shape shape, bool trainable = true, float weightL2 = 0)
    {
        var parameter = new Parameter(name, shape, trainable, weightL2);
        parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Frees the weights.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var parameter in parameters) parameter.Dispose();
    }

    /// <summary>The input as height, width, channels.</summary>
    protected (int Height, int Width, int Channels) Picture(Shape input) => input.Rank == 3
        ? (input[0], input[1], input[2])
        : throw new WrongSettingsException($"{GetType().Name} takes pictures of shape (height, width, channels); it was given {input}. Put a Reshape before it.");
}
