using System.Text.Json.Serialization;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Models;

/// <summary>
/// Everything that makes the graph of an embedding: of pictures, by the encoder of an autoencoder, or of another descriptor's vectors, by a
/// few dense layers.
/// </summary>
public sealed record EmbeddingSettings
{
    private const int MostDimensions = 65_536;

    /// <summary>
    /// The encoder's settings where pictures go in; its codes are the embedding's numbers before their length becomes 1. Null where vectors
    /// go in.
    /// </summary>
    public AutoencoderSettings? Encoder { get; init; }

    /// <summary>Whose vectors go in; null where pictures do.</summary>
    public EmbeddingBase? Base { get; init; }

    /// <summary>
    /// Units of a rectified layer between another descriptor's vectors and the embedding; 0 for none. Pictures have none.
    /// </summary>
    public int Hidden { get; init; }

    /// <summary>Numbers in an embedding, at least 1.</summary>
    public required int Dimensions { get; init; }

    /// <summary>The shape of what goes in.</summary>
    [JsonIgnore]
    public Shape Input => Encoder is { } encoder ? new Shape(encoder.Height, encoder.Width, encoder.Channels) : new Shape(Base!.Dimensions);

    /// <summary>Numbers that the weights of every such graph hold at least.</summary>
    internal long LeastParameters => Encoder is { } encoder
        ? (long)(encoder.Height / encoder.Reduction) * (encoder.Width / encoder.Reduction) * encoder.Filters[^1] * Dimensions
        : Hidden == 0 ? (long)Base!.Dimensions * Dimensions : (long)Hidden * (Base!.Dimensions + Dimensions);

    /// <summary>Checks every setting before any memory is taken.</summary>
    /// <exception cref="WrongSettingsException">Names the setting, its value and its range.</exception>
    public void Validate()
    {
        Require(Dimensions is >= 1 and <= MostDimensions, "embedding", Dimensions, $"1 to {MostDimensions}");
        Require(Hidden is >= 0 and <= MostDimensions, "hidden", Hidden, $"0 to {MostDimensions}");
        if (Encoder is null == Base is null)
        {
            throw new WrongSettingsException(
                "An embedding is made either of pictures or of the vectors of one descriptor; give one of the two.");
        }

        if (Encoder is not null)
        {
            Encoder.Validate();
            Require(Encoder.Codes == Dimensions, "codes", Encoder.Codes, $"as many as the embedding has numbers, {Dimensions}");
            Require(Hidden == 0, "hidden", Hidden, "0 where pictures go in");
        }
        else
        {
            var (found, name) = (Base!.Dimensions, Base.Descriptor);
            Require(found is >= 1 and <= 1 << 20, $"the number of dimensions of {name}", found, $"1 to {1 << 20}");
        }
    }

    private static void Require(bool holds, string setting, object value, string range)
    {
        if (!holds) throw new WrongSettingsException($"{setting} is {value}; it has to be {range}.");
    }
}

/// <summary>The descriptor whose vectors an embedding is made from.</summary>
/// <param name="Descriptor">Its name.</param>
/// <param name="Fingerprint">What it was when the embedding was learned; vectors of another fingerprint mean something else.</param>
/// <param name="Dimensions">Numbers in one of its vectors.</param>
public sealed record EmbeddingBase(string Descriptor, string Fingerprint, int Dimensions);
