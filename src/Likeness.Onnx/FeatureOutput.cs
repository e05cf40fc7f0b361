using Likeness.Imaging;
using Likeness.Onnx.Networks;

namespace Likeness.Onnx;

/// <summary>Chooses which of a network's outputs are the features of a picture.</summary>
internal static class FeatureOutput
{
    /// <summary>What exporters call it, the first before the second.</summary>
    public static IReadOnlyList<string> UsualNames { get; } = ["features", "embedding", "embeddings", "image_embeds", "image_embedding", "image_embeddings", "image_features", "pooler_output"];

    /// <summary>The name of the output.</summary>
    /// <param name="network">The network that has the outputs.</param>
    /// <param name="wanted">The name that a person gave; null for the only one, or the one with a usual name.</param>
    /// <exception cref="WrongSettingsException">There is no such output, or there are several and none has a usual name.</exception>
    /// <exception cref="UnusableInputException">It is not made of float32.</exception>
    public static string Choose(OnnxNetwork network, string? wanted)
    {
        var outputs = network.Outputs;
        var list = string.Join("; ", outputs);
        var chosen = wanted is not null ? outputs.FirstOrDefault(output => output.Name == wanted)
            : outputs.Count == 1 ? outputs[0]
            : UsualNames.Select(name => outputs.FirstOrDefault(output => output.Name == name)).FirstOrDefault(output => output is not null);
        if (chosen is null)
        {
            throw new WrongSettingsException(wanted is not null
                ? $"The network {network.File} has no output '{wanted}'; it has: {list}. Give one of these with --output."
                : $"The network {network.File} has several outputs, and none is called {string.Join(", ", UsualNames)}: {list}. Name the one with the features: --output NAME.");
        }

        return chosen.Type == OnnxElementType.Float32
            ? chosen.Name
            : throw new UnusableInputException($"The output {chosen} of the network {network.File} is not made of float32. Name another with --output ({list}), or export it as float32.");
    }

    /// <summary>Numbers per picture of an output that was computed.</summary>
    /// <exception cref="UnusableInputException">It has not one vector for each picture.</exception>
    public static int Dimensions(OnnxNetwork network, string name, IReadOnlyList<long> axes, int pictures)
    {
        var shape = $"[{string.Join(", ", axes)}] for {pictures} pictures";
        if (axes.Count < 2 || axes[0] != pictures)
            throw Refused(network, name, $"is {shape}, and its first axis has to be the pictures");
        var larger = 0;
        var dimensions = 1L;
        for (var i = 1; i < axes.Count; i++)
        {
            dimensions *= axes[i];
            if (axes[i] != 1) larger++;
        }

        if (larger > 1)
            throw Refused(network, name, $"is {shape}: not one vector for each picture but several, such as one for each of its patches or places");
        return dimensions is >= 1 and <= int.MaxValue ? (int)dimensions : throw Refused(network, name, $"is {shape}: there are no numbers in it");
    }

    private static UnusableInputException Refused(OnnxNetwork network, string name, string why)
    {
        var others = network.Outputs.Where(output => output.Name != name).ToArray();
        var advice = others.Length > 0 ? $"Name another with --output ({string.Join("; ", others.AsEnumerable())}), or export" : "Export";
        return new UnusableInputException($"The output '{Printable.Line(name)}' of the network {network.File} {why}. {advice} the network with pooled features, (batch, numbers).");
    }
}
