using System.Text;
using Likeness.Neural.Layers;

namespace Likeness.Neural.Models;

/// <summary>Names layers as Keras does: <c>conv2d</c>, <c>conv2d_1</c>, <c>batch_normalization</c>, ….</summary>
public sealed class LayerNames
{
    private readonly Dictionary<string, int> counts = [];

    /// <summary>The name of the next layer of its type.</summary>
    public string Next(Layer layer)
    {
        var type = layer.GetType().Name;
        var stem = type switch
        {
            nameof(LeakyReLU) => "leaky_re_lu",
            nameof(ReLU) => "re_lu",
            nameof(Conv2D) => "conv2d",
            nameof(Conv2DTranspose) => "conv2d_transpose",
            nameof(UpSampling2D) => "up_sampling2d",
            _ => Snake(type),
        };
        var count = counts.GetValueOrDefault(stem);
        counts[stem] = count + 1;
        return count == 0 ? stem : $"{stem}_{count}";
    }

    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
