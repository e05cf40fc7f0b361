using System.Globalization;
using Likeness.Neural.Models;
using Likeness.Testing;
using Likeness.Training;

namespace Likeness.Tests.Training;

public sealed class ModelDiagramTests
{
    private static readonly AutoencoderSettings Small = new() { Height = 8, Width = 12, Filters = [3, 5], Codes = 4 };

    [Fact]
    public void Every_layer_is_in_the_diagram_with_its_shapes_and_parameters()
    {
        using var model = Autoencoder.Create(Small, 3);
        var columns = ModelDiagram.Of(model).Columns;
        Assert.Equal(2, columns.Count);
        foreach (var (part, column) in model.Parts.Zip(columns))
        foreach (var layer in part.Layers)
        {
            var box = Assert.Single(column.Boxes, box => box.Name == layer.Name);
            Assert.Equal(layer.GetType().Name, box.Kind);
            Assert.EndsWith(string.Join(" × ", layer.OutputShape.AsSpan().ToArray()), box.Detail, StringComparison.Ordinal);
            var parameters = layer.Parameters.Sum(p => p.Value.Count);
            Assert.Equal(parameters == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{parameters:N0} parameters"), box.Note);
        }

        Assert.Equal("8 × 12 × 3 → 4 × 6 × 3", columns[0].Boxes.Single(box => box.Name == "conv2d").Detail);
        Assert.Equal("8 × 12 × 3", columns[1].Boxes[^1].Kind);
    }

    [Fact]
    public void The_encoder_alone_is_the_first_half()
    {
        using var model = Autoencoder.Create(Small with { Architecture = "article" }, 3);
        Assert.Equal(ModelDiagram.Of(model).Columns[0].Boxes, Assert.Single(ModelDiagram.OfEncoder(model).Columns).Boxes);
    }

    [Fact]
    public void Both_diagrams_are_written_as_drawing_and_picture()
    {
        using var folder = new TemporaryFolder();
        using var model = Autoencoder.Create(Small, 3);
        ModelDiagram.Write(folder.Path, model);
        Assert.Equal(["autoencoder.png", "autoencoder.svg", "encoder.png", "encoder.svg"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("conv2d_transpose_2", File.ReadAllText(folder["autoencoder.svg"]), StringComparison.Ordinal);
        Assert.DoesNotContain("conv2d_transpose", File.ReadAllText(folder["encoder.svg"]), StringComparison.Ordinal);
    }
}
