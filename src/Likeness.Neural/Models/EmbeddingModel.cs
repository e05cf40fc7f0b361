using Likeness.Neural.Layers;
using Likeness.Numerics.Randomness;

namespace Likeness.Neural.Models;

/// <summary>
/// From pictures, or from the vectors of another descriptor, to vectors of length 1. Of an encoder it takes the layers up to the dense one
/// that makes the codes, and leaves out the rectifier that may follow: half of a sphere's directions would be lost to it. Used by one
/// thread at a time.
/// </summary>
public sealed class EmbeddingModel : IDisposable
{
    private EmbeddingModel(EmbeddingSettings settings)
    {
        settings.Validate();
        Settings = settings;
        Network = new Sequential(
            settings.Input, [.. settings.Encoder is { } encoder ? EncoderLayers(encoder) : HeadLayers(settings), new L2Normalization()]);
    }

    /// <summary>What it was built from.</summary>
    public EmbeddingSettings Settings { get; }

    /// <summary>All layers, the last of which brings vectors to length 1.</summary>
    public Sequential Network { get; }

    /// <summary>How many numbers all weights have.</summary>
    public long ParameterCount => Network.Parameters.Sum(p => p.Parameter.Value.Count);

    /// <summary>A new one with random first weights.</summary>
    /// <param name="settings">The graph.</param>
    /// <param name="seed">The same seed gives the same weights everywhere.</param>
    /// <exception cref="WrongSettingsException">A setting is out of range.</exception>
    public static EmbeddingModel Create(EmbeddingSettings settings, ulong seed)
    {
        var model = new EmbeddingModel(settings);
        var random = new Xoshiro256(seed);
        model.Network.Initialize(ref random);
        return model;
    }

    /// <summary>One whose weights are undefined, for a file to fill.</summary>
    internal static EmbeddingModel Empty(EmbeddingSettings settings) => new(settings);

    /// <summary>
    /// Takes the weights of a trained encoder, layer by layer, where names and shapes agree: all of them when the embedding has as many
    /// numbers as the encoder has codes, else all but those of the last layer, which keeps its own.
    /// </summary>
    /// <param name="encoder">Of the same pictures and filters.</param>
    /// <returns>How many numbers were taken.</returns>
    public long StartFrom(Sequential encoder)
    {
        var trained = encoder.Parameters.ToDictionary(p => p.Name, p => p.Parameter.Value, StringComparer.Ordinal);
        var taken = 0L;
        // A layer keeps together: a kernel of its own does not go with another's bias.
        foreach (var layer in Network.Parameters.GroupBy(p => p.Name[..p.Name.LastIndexOf('/')]))
        {
            if (!layer.All(p => trained.TryGetValue(p.Name, out var value) && value.Shape == p.Parameter.Value.Shape)) continue;
            foreach (var (name, parameter) in layer)
            {
                parameter.CopyFrom(trained[name]);
                taken += parameter.Value.Count;
            }
        }

        return taken;
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    private static IEnumerable<Layer> EncoderLayers(AutoencoderSettings settings)
    {
        var layers = Architecture.Named(settings.Architecture).Encoder(settings);
        var last = layers.Count;
        while (layers[last - 1] is not Dense) last--;
        return layers.Take(last);
    }

    private static IEnumerable<Layer> HeadLayers(EmbeddingSettings settings) =>
        settings.Hidden == 0 ? [new Dense(settings.Dimensions)] : [new Dense(settings.Hidden), new ReLU(), new Dense(settings.Dimensions)];
}
