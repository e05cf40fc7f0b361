using Likeness.Neural.Layers;
using Likeness.Numerics.Randomness;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Models;

/// <summary>
/// An encoder that compresses a picture to a code and a decoder that draws the picture again from it. Used by one thread at a time.
/// </summary>
public sealed class Autoencoder : INetwork, IDisposable
{
    private Tensor? code;

    private Autoencoder(AutoencoderSettings settings, bool withDecoder)
    {
        settings.Validate();
        Settings = settings;
        var architecture = Architecture.Named(settings.Architecture);
        var names = new LayerNames();
        Encoder = new Sequential(new Shape(settings.Height, settings.Width, settings.Channels), architecture.Encoder(settings), names);
        if (withDecoder) Decoder = new Sequential(Encoder.OutputShape, architecture.Decoder(settings), names);
    }

    /// <summary>What it was built from.</summary>
    public AutoencoderSettings Settings { get; }

    /// <summary>From (height, width, channels) in [0, 1] to (codes).</summary>
    public Sequential Encoder { get; }

    /// <summary>From (codes) to (height, width, channels) in [0, 1]; null where only the encoder was loaded.</summary>
    public Sequential? Decoder { get; }

    /// <summary>Both halves, or the one that there is.</summary>
    public IEnumerable<Sequential> Parts => Decoder is null ? [Encoder] : [Encoder, Decoder];

    /// <summary>The pictures that go in.</summary>
    public Shape InputShape => Encoder.InputShape;

    /// <summary>The pictures that come out; the codes where there is no decoder.</summary>
    public Shape OutputShape => Decoder?.OutputShape ?? Encoder.OutputShape;

    /// <inheritdoc/>
    public double Penalty => Encoder.Penalty + (Decoder?.Penalty ?? 0);

    /// <inheritdoc/>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters => Parts.SelectMany(part => part.Parameters);

    /// <summary>How many numbers all weights have.</summary>
    public long ParameterCount => Parameters.Sum(p => p.Parameter.Value.Count);

    /// <summary>A new one with random first weights.</summary>
    /// <param name="settings">Sizes and penalties.</param>
    /// <param name="seed">The same seed gives the same weights everywhere.</param>
    /// <exception cref="WrongSettingsException">A setting is out of range.</exception>
    public static Autoencoder Create(AutoencoderSettings settings, ulong seed)
    {
        var model = new Autoencoder(settings, withDecoder: true);
        var random = new Xoshiro256(seed);
        foreach (var part in model.Parts) part.Initialize(ref random);
        return model;
    }

    /// <summary>Draws pictures again from their codes; gives the codes where there is no decoder.</summary>
    /// <inheritdoc/>
    public Tensor Forward(Pass pass, Tensor input)
    {
        code = Encoder.Forward(pass, input);
        return Decoder is null ? code : Decoder.Forward(pass, code);
    }

    /// <inheritdoc/>
    public Tensor? Backward(Pass pass, Tensor input, Tensor outputGradient, bool wantInputGradient)
    {
        var codeGradient = Decoder is null ? outputGradient : Decoder.Backward(pass, code!, outputGradient, wantInputGradient: true)!;
        return Encoder.Backward(pass, input, codeGradient, wantInputGradient);
    }

    /// <summary>One whose weights are undefined, for a file to fill.</summary>
    internal static Autoencoder Empty(AutoencoderSettings settings, bool withDecoder) => new(settings, withDecoder);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in Parts) part.Dispose();
    }
}
