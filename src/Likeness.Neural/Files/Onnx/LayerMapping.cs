using Likeness.Neural.Files.Onnx.Mappings;
using Likeness.Neural.Layers;

namespace Likeness.Neural.Files.Onnx;

/// <summary>How a type of layer is said in ONNX. To add one: a file in the folder beside this one, and a line in <see cref="All"/>.</summary>
internal abstract class LayerMapping
{
    private static readonly Dictionary<Type, LayerMapping> All = new()
    {
        [typeof(ActivityRegularization)] = new ActivityRegularizationMapping(),
        [typeof(BatchNormalization)] = new BatchNormalizationMapping(),
        [typeof(Conv2D)] = new Conv2DMapping(),
        [typeof(Conv2DTranspose)] = new Conv2DTransposeMapping(),
        [typeof(Dense)] = new DenseMapping(),
        [typeof(Flatten)] = new FlattenMapping(),
        [typeof(L2Normalization)] = new L2NormalizationMapping(),
        [typeof(LeakyReLU)] = new LeakyReLUMapping(),
        [typeof(ReLU)] = new ReLUMapping(),
        [typeof(Reshape)] = new ReshapeMapping(),
        [typeof(Sigmoid)] = new SigmoidMapping(),
        [typeof(UpSampling2D)] = new UpSampling2DMapping(),
    };

    /// <summary>The types of layers that can be written.</summary>
    public static IReadOnlyCollection<Type> LayerTypes => All.Keys;

    /// <summary>The mapping of a layer's type.</summary>
    /// <exception cref="WrongSettingsException">There is none.</exception>
    public static LayerMapping Of(Layer layer) => All.GetValueOrDefault(layer.GetType())
        ?? throw new WrongSettingsException($"The layer {layer} cannot be written as ONNX; it has to be one of {string.Join(", ", All.Keys.Select(type => type.Name))}.");

    /// <summary>Appends the layer's operators to a graph and returns their output.</summary>
    public abstract OnnxValue Append(OnnxGraph graph, Layer layer, OnnxValue input);
}

/// <inheritdoc/>
/// <typeparam name="TLayer">The type of layer.</typeparam>
internal abstract class LayerMapping<TLayer> : LayerMapping where TLayer : Layer
{
    /// <inheritdoc/>
    public sealed override OnnxValue Append(OnnxGraph graph, Layer layer, OnnxValue input) => Append(graph, (TLayer)layer, input);

    /// <inheritdoc cref="LayerMapping.Append"/>
    protected abstract OnnxValue Append(OnnxGraph graph, TLayer layer, OnnxValue input);
}
