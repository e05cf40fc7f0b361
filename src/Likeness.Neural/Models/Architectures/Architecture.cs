using Likeness.Neural.Layers;

namespace Likeness.Neural.Models.Architectures;

/// <summary>A graph of layers for an autoencoder. To add one: a file beside this one, and a line in <see cref="All"/>.</summary>
public abstract class Architecture
{
    private static readonly Architecture[] All = [new SeedArchitecture(), new ArticleArchitecture(), new PlainArchitecture()];

    /// <summary>The names that settings and commands take.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(a => a.Name)];

    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>From a picture to its code.</summary>
    public abstract IReadOnlyList<Layer> Encoder(AutoencoderSettings settings);

    /// <summary>From a code to the picture.</summary>
    public abstract IReadOnlyList<Layer> Decoder(AutoencoderSettings settings);

    /// <summary>The architecture of a name.</summary>
    /// <exception cref="WrongSettingsException">There is none of that name.</exception>
    public static Architecture Named(string name) => All.FirstOrDefault(a => a.Name == name)
        ?? throw new WrongSettingsException($"model is \"{name}\"; it has to be one of {string.Join(", ", Names)}.");
}
