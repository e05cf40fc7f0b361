using System.Globalization;
using System.Text;
using Likeness.Neural.Layers;

namespace Likeness.Neural.Models;

/// <summary>A model as a table: layer, output shape, parameters; as Keras prints it.</summary>
public static class ModelSummary
{
    /// <summary>The table of both halves of an autoencoder.</summary>
    public static string Of(Autoencoder model)
    {
        var rows = new List<(string Layer, string Shape, string Count)> { ("Layer (type)", "Output shape", "Parameters") };
        foreach (var part in model.Parts)
        {
            Add(part, "");
        }

        var (first, second, third) = (rows.Max(r => r.Layer.Length), rows.Max(r => r.Shape.Length), rows.Max(r => r.Count.Length));
        var rule = new string('─', first + second + third + 4);
        var text = new StringBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            text.Append(rows[i].Layer.PadRight(first)).Append("  ").Append(rows[i].Shape.PadRight(second)).Append("  ");
            text.AppendLine(rows[i].Count.PadLeft(third));
            if (i == 0) text.AppendLine(rule);
        }

        text.AppendLine(rule);
        text.Append(CultureInfo.InvariantCulture, $"{model.ParameterCount:N0} parameters, a code of {model.Settings.Codes} numbers");
        return text.ToString();

        void Add(Sequential part, string indent)
        {
            foreach (var layer in part.Layers)
            {
                var count = layer.NamedParameters.Sum(p => p.Parameter.Value.Count);
                var shape = $"(None, {string.Join(", ", layer.OutputShape.AsSpan().ToArray())})";
                rows.Add(($"{indent}{layer}", shape, count.ToString("N0", CultureInfo.InvariantCulture)));
                foreach (var inner in layer.Parts) Add(inner, indent + "  ");
            }
        }
    }
}
