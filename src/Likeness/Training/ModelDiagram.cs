using System.Globalization;
using Likeness.Imaging;
using Likeness.Imaging.Drawing;
using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Numerics.Tensors;

namespace Likeness.Training;

/// <summary>Draws a model's layers with their shapes and parameters, as <c>plot_model</c> of Keras does.</summary>
public static class ModelDiagram
{
    private static readonly Rgb Convolution = new(0, 114, 178);
    private static readonly Rgb Product = new(213, 94, 0);
    private static readonly Rgb Statistics = new(150, 82, 130);
    private static readonly Rgb PointWise = new(0, 130, 95);
    private static readonly Rgb Arrangement = new(110, 118, 129);

    /// <summary>Writes <c>autoencoder</c> and <c>encoder</c>, each as <c>.svg</c> and <c>.png</c>, into a folder that exists.</summary>
    /// <exception cref="UnusableInputException">The folder cannot be written to, or libvips is not installed.</exception>
    public static void Write(string folder, Autoencoder model)
    {
        Of(model).Write(Path.Join(folder, "autoencoder.svg"), Path.Join(folder, "autoencoder.png"));
        OfEncoder(model).Write(Path.Join(folder, "encoder.svg"), Path.Join(folder, "encoder.png"));
    }

    /// <summary>Both halves side by side; the encoder alone where there is no decoder.</summary>
    public static FlowDiagram Of(Autoencoder model)
    {
        if (model.Decoder is null) return OfEncoder(model);
        var code = new FlowBox("codes", Text(model.Encoder.OutputShape));
        return new FlowDiagram
        {
            Title = $"Autoencoder, {model.Settings.Architecture} model",
            Subtitle = Subtitle(model, model.ParameterCount),
            Columns =
            [
                new FlowColumn(
                    $"Encoder · {Count(model.Encoder)} parameters", [Pictures(model), .. model.Encoder.Layers.Select(Box), code]),
                new FlowColumn(
                    $"Decoder · {Count(model.Decoder)} parameters",
                    [.. model.Decoder.Layers.Select(Box), Pictures(model) with { Name = "pictures drawn again" }]),
            ],
        };
    }

    /// <summary>The encoder alone.</summary>
    public static FlowDiagram OfEncoder(Autoencoder model) => new()
    {
        Title = $"Encoder, {model.Settings.Architecture} model",
        Subtitle = Subtitle(model, model.Encoder.Parameters.Sum(p => p.Parameter.Value.Count)),
        Columns =
        [
            new FlowColumn(
                "From a picture to its code",
                [Pictures(model), .. model.Encoder.Layers.Select(Box), new FlowBox("codes", Text(model.Encoder.OutputShape))]),
        ],
    };

    private static FlowBox Pictures(Autoencoder model) => new("pictures", Text(model.Encoder.InputShape));

    private static FlowBox Box(Layer layer)
    {
        var parameters = layer.NamedParameters.Sum(p => p.Parameter.Value.Count);
        return new FlowBox(layer.Name, layer.GetType().Name)
        {
            Detail = layer.InputShape == layer.OutputShape ? Text(layer.OutputShape)
                : $"{Text(layer.InputShape)} → {Text(layer.OutputShape)}",
            Note = parameters == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{parameters:N0} parameters"),
            Colour = Colour(layer),
        };
    }

    /// <summary>By what a layer holds and does to shapes, so that a new type of layer gets its colour by itself.</summary>
    private static Rgb Colour(Layer layer) => !layer.NamedParameters.Any()
        ? layer.InputShape == layer.OutputShape ? PointWise : Arrangement
        : layer.NamedParameters.First().Parameter.Value.Shape.Rank switch { 4 => Convolution, 2 => Product, _ => Statistics };

    private static string Subtitle(Autoencoder model, long parameters) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Text(model.Encoder.InputShape)} pictures, {model.Settings.Codes} codes, {parameters:N0} parameters");

    private static string Count(Sequential part) =>
        part.Parameters.Sum(p => p.Parameter.Value.Count).ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(Shape shape) => string.Join(" × ", shape.AsSpan().ToArray());
}
