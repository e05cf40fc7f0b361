using Likeness.Numerics.Randomness;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>
/// One step of a model. Shapes are those of one item, without the batch axis; tensors have it in front. A layer is used by one thread at a
/// time, and remembers between Forward and Backward what it needs of the batch. It may hold layers itself. What it can do for its neighbors
/// it only declares (<see cref="Traits"/>); which layers are computed together is the model's <see cref="FusionPlan"/>.
/// </summary>
public abstract class Layer : IDisposable
{
    private readonly List<Parameter> parameters = [];

    /// <summary>
    /// Unique within its model, given by the model: <c>conv2d</c>, <c>conv2d_1</c>, …; in a layer that holds it behind that one's:
    /// <c>residual/conv2d</c>.
    /// </summary>
    public string Name { get; internal set; } = "";

    /// <summary>The shape of an item that it takes.</summary>
    public Shape InputShape { get; private set; }

    /// <summary>The shape of an item that it gives.</summary>
    public Shape OutputShape { get; private set; }

    /// <summary>The models of layers that it holds, in the order in which their weights are stored; none for most.</summary>
    public virtual IReadOnlyList<Sequential> Parts => [];

    /// <summary>Its own weights, in the order in which they are stored; without those of the layers that it holds.</summary>
    public IReadOnlyList<Parameter> Parameters => parameters;

    /// <summary>
    /// All its weights, those of the layers that it holds included, by their paths: <c>conv2d/kernel</c>, <c>residual/conv2d/kernel</c>, ….
    /// </summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters =>
        parameters.Select(parameter => ($"{Name}/{parameter.Name}", parameter)).Concat(Parts.SelectMany(part => part.Parameters));

    /// <summary>
    /// What it declares of itself, so that a model may compute it together with its neighbors. Asked once, after it was built.
    /// </summary>
    public virtual LayerTraits Traits => LayerTraits.None;

    /// <summary>What its penalties (weight L2, activity L1) added to the loss of the last training batch.</summary>
    public virtual double Penalty => 0;

    /// <summary>Multiplications and additions of the forward pass for one item.</summary>
    public virtual long Operations => 0;

    /// <summary>Sets the weights to their first values; does nothing in a layer without.</summary>
    /// <param name="random">Where they are drawn from.</param>
    public virtual void Initialize(ref Xoshiro256 random)
    {
    }

    /// <summary>Computes the output of a batch.</summary>
    /// <param name="pass">Training or inference.</param>
    /// <param name="input">(batch, …<see cref="InputShape"/>).</param>
    /// <param name="output">Receives (batch, …<see cref="OutputShape"/>).</param>
    /// <param name="joined">What it does for its neighbors beside its own work; only what it declared that it can.</param>
    public abstract void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined);

    /// <summary>
    /// Computes the gradients of the batch of the last training <see cref="Forward"/> and hands over those of the weights.
    /// </summary>
    /// <param name="pass">Carries the taker of the gradients.</param>
    /// <param name="input">As in Forward.</param>
    /// <param name="output">As left by Forward.</param>
    /// <param name="outputGradient">The loss's gradient with respect to the output; may be overwritten.</param>
    /// <param name="inputGradient">Receives the gradient with respect to the input; null where nobody wants it.</param>
    /// <param name="joined">As in Forward.</param>
    public abstract void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined);

    /// <summary>Its name and type, for the table.</summary>
    public override string ToString() => $"{Name} ({GetType().Name})";

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Fixes the shapes and makes the weights.</summary>
    internal void Build(Shape input)
    {
        InputShape = input;
        OutputShape = OnBuild(input);
    }

    /// <summary>Checks the input shape, makes the weights and gives the output shape.</summary>
    /// <param name="input">The shape of an item.</param>
    /// <exception cref="WrongSettingsException">The layer does not take such an input.</exception>
    protected abstract Shape OnBuild(Shape input);

    /// <summary>Makes a parameter; the order of calls is the order in the file.</summary>
    /// <param name="name">Within the layer.</param>
    /// <param name="shape">Its axes.</param>
    /// <param name="trainable">Whether the optimizer changes it.</param>
    /// <param name="weightL2">The weight of its L2 penalty, ≥ 0.</param>
    protected Parameter AddParameter(string name, Shape shape, bool trainable = true, float weightL2 = 0)
    {
        var parameter = new Parameter(name, shape, trainable, weightL2);
        parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Frees the weights.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var parameter in parameters) parameter.Dispose();
        foreach (var part in Parts) part.Dispose();
    }

    /// <summary>The input as height, width, channels.</summary>
    /// <param name="input">The shape of an item.</param>
    /// <exception cref="WrongSettingsException">It has not three axes.</exception>
    protected (int Height, int Width, int Channels) Picture(Shape input) => input.Rank == 3
        ? (input[0], input[1], input[2])
        : throw new WrongSettingsException(
            $"{GetType().Name} takes pictures of shape (height, width, channels); it was given {input}. Put a Reshape before it.");
}

/// <summary>
/// What a layer declares of itself, so that a model may compute it together with its neighbors. A layer that declares nothing is always
/// computed alone.
/// </summary>
public sealed record LayerTraits
{
    /// <summary>Nothing.</summary>
    public static LayerTraits None { get; } = new();

    /// <summary>
    /// The output is the input's own memory, seen in another shape or as it is: Forward and Backward are given the same memory twice.
    /// </summary>
    public bool SharesMemory { get; init; }

    /// <summary>
    /// The output may be written over the input where nobody needs that any more: Forward goes number by number, Backward does not read the
    /// input.
    /// </summary>
    public bool MayShareMemory { get; init; }

    /// <summary>Backward reads the output, which no later layer may then overwrite.</summary>
    public bool ReadsOutput { get; init; }

    /// <summary>It can apply a rectifier to its own output (<see cref="JoinedWork.OutputSlope"/>).</summary>
    public bool RectifiesOutput { get; init; }

    /// <summary>
    /// In inference it can multiply every channel of its output and add to it (<see cref="JoinedWork.Scaling"/>), behind the rectifier if
    /// there is one.
    /// </summary>
    public bool ScalesOutput { get; init; }

    /// <summary>
    /// It can multiply its input's gradient by the derivative of the rectifier that made the input (<see cref="JoinedWork.InputSlope"/>).
    /// </summary>
    public bool GatesInputGradient { get; init; }

    /// <summary>The layer is nothing but a rectifier of this slope below zero, 0 to below 1; null for any other layer.</summary>
    public float? Rectifier { get; init; }

    /// <summary>
    /// In inference the layer is nothing but a multiplication of every channel and an addition to it; null for any other layer.
    /// </summary>
    public IChannelScaling? Scaling { get; init; }
}

/// <summary>A layer that in inference multiplies every channel by a number and adds one.</summary>
public interface IChannelScaling
{
    /// <summary>The numbers of each channel as the weights are now: output = scale · input + shift. Valid until the next call.</summary>
    (Tensor Scale, Tensor Shift) Inference();
}

/// <summary>What a layer does for its neighbors beside its own work, as the plan of its model says.</summary>
public sealed record JoinedWork
{
    /// <summary>Nothing: the layer is computed alone.</summary>
    public static JoinedWork None { get; } = new();

    /// <summary>The slope below zero of a rectifier that is applied to the output; 1, the default, for none.</summary>
    public float OutputSlope { get; init; } = 1;

    /// <summary>What multiplies and moves the channels of the output in inference; null, the default, for nothing.</summary>
    public IChannelScaling? Scaling { get; init; }

    /// <summary>
    /// The slope below zero of the rectifier that made the input, by whose derivative the input's gradient is multiplied; 1, the default,
    /// for none.
    /// </summary>
    public float InputSlope { get; init; } = 1;
}
