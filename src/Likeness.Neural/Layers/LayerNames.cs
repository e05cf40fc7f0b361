using System.Text.RegularExpressions;

namespace Likeness.Neural.Layers;

/// <summary>Names layers as Keras does: <c>conv2d</c>, <c>conv2d_1</c>, <c>batch_normalization</c>, ….</summary>
/// <param name="path">What stands before every name: the name of the layer that holds them and a slash; empty in a model.</param>
public sealed partial class LayerNames(string path = "")
{
    private const string Divided = "${before}_${word}";

    private readonly Dictionary<string, int> counts = [];

    /// <summary>The name of the next layer of its type.</summary>
    /// <param name="layer">That has none yet.</param>
    public string Next(Layer layer)
    {
        var stem = Words(layer.GetType().Name);
        var count = counts.GetValueOrDefault(stem);
        counts[stem] = count + 1;
        return count == 0 ? $"{path}{stem}" : $"{path}{stem}_{count}";
    }

    /// <summary>
    /// As Keras divides a type's name into words: before a capital that begins one, and between a small letter and a capital.
    /// </summary>
    private static string Words(string type) => Capitals().Replace(Beginnings().Replace(type, Divided), Divided).ToLowerInvariant();

    [GeneratedRegex("(?<before>.)(?<word>[A-Z][a-z0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Beginnings();

    [GeneratedRegex("(?<before>[a-z])(?<word>[A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Capitals();
}
