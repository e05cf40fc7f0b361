using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Neural.Optimizers;
using Likeness.Neural.Training;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Numbers;

namespace Likeness.Neural.Tests.Models;

public sealed class AutoencoderTests
{
    private static readonly AutoencoderSettings Small = new() { Height = 8, Width = 12, Filters = [3, 5], Codes = 4 };

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using var a = Autoencoder.Create(Small, 3);
        using var b = Autoencoder.Create(Small, 3);
        using var c = Autoencoder.Create(Small, 4);
        foreach (var (x, y) in a.Parameters.Zip(b.Parameters)) Close.SameBits(x.Parameter.Value.Span, y.Parameter.Value.Span, x.Name);
        foreach (var (x, y) in a.Parameters.Zip(c.Parameters).Where(p => p.First.Parameter.Name == "kernel"))
            Assert.NotEqual(x.Parameter.Value.Span.ToArray(), y.Parameter.Value.Span.ToArray());
    }

    [Fact]
    public void First_weights_are_those_of_Keras()
    {
        using var model = Autoencoder.Create(new AutoencoderSettings { Height = 16, Width = 16, Filters = [8, 16], Codes = 10 }, 3);
        foreach (var layer in model.Parts.SelectMany(p => p.Layers))
        {
            foreach (var parameter in layer.Parameters)
            {
                var values = parameter.Value.Span.ToArray();
                if (parameter.Name == "kernel") CheckGlorot(parameter.Value.Shape, values);
                else Assert.All(values, v => Assert.Equal(parameter.Name is "gamma" or "moving_variance" ? 1 : 0, v));
            }
        }
    }

    [Theory]
    [InlineData("seed", 4)]
    [InlineData("seed", 40)]
    [InlineData("plain", 33)]
    [InlineData("article", 192)]
    public void A_picture_has_the_same_code_to_the_bit_in_a_batch_of_any_size(string architecture, int codes)
    {
        const int most = 32;
        using var team = new WorkerTeam(2);
        using var model = Autoencoder.Create(new AutoencoderSettings { Architecture = architecture, Height = 32, Width = 32, Filters = [8, 16], Codes = codes }, 3);
        using var pictures = RandomNumbers.Tensor(model.Encoder.InputShape.Batch(most), 4, 0, 1);
        var pass = new Pass(team, Training: false);
        var whole = model.Encoder.Forward(pass, pictures).Span.ToArray();
        foreach (var batch in (int[])[1, 2, 3, 4, 5, 7, 31])
        {
            for (var first = 0; first + batch <= most; first += 13)
            {
                using var part = Tensor.From(model.Encoder.InputShape.Batch(batch), pictures.Span.Slice(first * 32 * 32 * 3, batch * 32 * 32 * 3));
                Close.SameBits(whole.AsSpan(first * codes, batch * codes), model.Encoder.Forward(pass, part).Span, $"{batch} pictures from {first}");
            }
        }
    }

    [Fact]
    public void Layers_are_named_and_listed_as_Keras_does()
    {
        using var model = Autoencoder.Create(Small, 3);
        Assert.Equal(
            [
                "conv2d", "leaky_re_lu", "batch_normalization", "conv2d_1", "leaky_re_lu_1", "batch_normalization_1", "flatten", "dense", "re_lu",
                "dense_1", "reshape", "conv2d_transpose", "leaky_re_lu_2", "batch_normalization_2", "conv2d_transpose_1", "leaky_re_lu_3", "batch_normalization_3",
                "conv2d_transpose_2", "sigmoid",
            ],
            model.Parts.SelectMany(p => p.Layers).Select(l => l.Name));
        Assert.Contains("batch_normalization_1/moving_variance", model.Parameters.Select(p => p.Name));
    }

    [Fact]
    public void Other_layers_are_named_by_the_words_of_their_type()
    {
        var names = new LayerNames();
        Assert.Equal("up_sampling2d", names.Next(new UpSampling2D()));
        Assert.Equal("up_sampling2d_1", names.Next(new UpSampling2D()));
        Assert.Equal("activity_regularization", names.Next(new ActivityRegularization(0)));
        Assert.Equal("re_lu", names.Next(new ReLU()));
        Assert.Equal("leaky_re_lu", names.Next(new LeakyReLU()));
    }

    [Fact]
    public void The_summary_lists_layers_shapes_and_parameters()
    {
        using var model = Autoencoder.Create(Small, 3);
        var lines = ModelSummary.Of(model).ReplaceLineEndings("\n").Split('\n');

        Assert.Equal(1 + 1 + 19 + 1 + 1, lines.Length);
        Assert.Matches(@"^conv2d \(Conv2D\) +\(None, 4, 6, 3\) +84$", lines[2]);
        Assert.Matches(@"^dense \(Dense\) +\(None, 4\) +124$", lines[9]);
        Assert.Matches(@"^sigmoid \(Sigmoid\) +\(None, 8, 12, 3\) +0$", lines[^3]);
        Assert.StartsWith($"{model.Parameters.Sum(p => p.Parameter.Value.Count):N0} parameters, a code of 4 numbers", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seed", false)]
    [InlineData("plain", false)]
    [InlineData("article", false)]
    [InlineData("article", true)]
    public void Every_graph_gives_codes_and_pictures_of_the_right_shape(string architecture, bool upSampling)
    {
        using var model = Autoencoder.Create(Small with { Architecture = architecture, UpSampling = upSampling, Filters = [3, 5] }, 3);
        Assert.Equal(new Shape(4), model.Encoder.OutputShape);
        Assert.Equal(new Shape(8, 12, 3), model.Decoder!.OutputShape);
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("plain")]
    [InlineData("article")]
    public void Grey_graphs_take_and_give_one_channel_and_learn(string architecture)
    {
        using var model = Autoencoder.Create(Small with { Architecture = architecture, Grey = true }, 3);
        Assert.Equal((new Shape(8, 12, 1), new Shape(8, 12, 1)), (model.Encoder.InputShape, model.Decoder!.OutputShape));
        using var team = new WorkerTeam(1);
        using var adam = new Adam();
        using var step = new TrainingStep(model, new ReconstructionObjective(), team, adam);
        using var pictures = RandomNumbers.Tensor(model.Encoder.InputShape.Batch(4), seed: 2, from: 0);
        var batch = new Batch(pictures);
        var first = step.Forward(batch).Error;
        for (var i = 0; i < 60; i++)
        {
            step.Forward(batch);
            adam.BeginStep(1e-2f);
            step.Backward(batch);
        }

        Assert.InRange(step.Forward(batch).Error, 0, 0.8 * first);
    }

    private static void CheckGlorot(Shape shape, float[] values)
    {
        var taps = shape.Rank == 4 ? shape[0] * shape[1] : 1;
        var limit = Math.Sqrt(6.0 / (taps * (shape[^1] + shape[^2])));
        Assert.All(values, v => Assert.InRange(v, -limit, limit));
        Assert.InRange(values.Max(), 0.9 * limit, limit);
        Assert.InRange(values.Min(), -limit, -0.9 * limit);
        Assert.InRange(values.Average(), -0.15 * limit, 0.15 * limit);
    }
}
