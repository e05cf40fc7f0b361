using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Tests.Layers;

/// <summary>What is computed together in the models that there are. That the numbers stay the same is <see cref="FusedLayersTests"/>'s to show.</summary>
public sealed class FusionPlanTests
{
    private static readonly AutoencoderSettings Small = new() { Height = 8, Width = 8, Filters = [3], Codes = 4 };

    [Fact]
    public void Of_the_seeds_model()
    {
        using var model = Autoencoder.Create(Small, 1);
        Assert.Equal(
            """
            conv2d: rectifies its output, slope 0.3; in inference scales its output
            leaky_re_lu: forward by conv2d; backward by batch_normalization; in its input's memory
            batch_normalization: multiplies its input's gradient by the rectifier's, slope 0.3; in inference by conv2d
            flatten: in its input's memory
            dense
            re_lu
            """, model.Encoder.Plan.ToString());
        Assert.Equal(
            """
            dense_1
            reshape: in its input's memory
            conv2d_transpose: rectifies its output, slope 0.3; in inference scales its output
            leaky_re_lu_1: forward by conv2d_transpose; backward by batch_normalization_1; in its input's memory
            batch_normalization_1: multiplies its input's gradient by the rectifier's, slope 0.3; in inference by conv2d_transpose
            conv2d_transpose_1
            sigmoid: in its input's memory
            """, model.Decoder!.Plan.ToString());
    }

    [Fact]
    public void Of_the_articles_model()
    {
        using var model = Autoencoder.Create(Small with { Architecture = "article", Filters = [3, 5], UpSampling = true }, 1);
        Assert.Equal(
            """
            conv2d: rectifies its output, slope 0
            re_lu: forward by conv2d; backward by conv2d_1; in its input's memory
            conv2d_1: rectifies its output, slope 0; multiplies its input's gradient by the rectifier's, slope 0
            re_lu_1: forward by conv2d_1; in its input's memory
            flatten: in its input's memory
            dense
            """, model.Encoder.Plan.ToString());
        Assert.Equal(
            """
            dense_1
            re_lu_2
            reshape: in its input's memory
            up_sampling2d
            conv2d_2: rectifies its output, slope 0
            re_lu_3: forward by conv2d_2; in its input's memory
            up_sampling2d_1
            conv2d_3: rectifies its output, slope 0
            re_lu_4: forward by conv2d_3; backward by conv2d_4; in its input's memory
            conv2d_4: multiplies its input's gradient by the rectifier's, slope 0
            sigmoid: in its input's memory
            """, model.Decoder!.Plan.ToString());
    }

    [Fact]
    public void Of_the_plain_model()
    {
        using var model = Autoencoder.Create(Small with { Architecture = "plain" }, 1);
        Assert.Equal(
            """
            conv2d: rectifies its output, slope 0
            re_lu: forward by conv2d; in its input's memory
            flatten: in its input's memory
            dense
            re_lu_1
            activity_regularization: in its input's memory
            """, model.Encoder.Plan.ToString());
        Assert.Equal(
            """
            dense_1
            reshape: in its input's memory
            conv2d_transpose: rectifies its output, slope 0
            re_lu_2: forward by conv2d_transpose; backward by conv2d_transpose_1; in its input's memory
            conv2d_transpose_1: multiplies its input's gradient by the rectifier's, slope 0
            sigmoid: in its input's memory
            """, model.Decoder!.Plan.ToString());
    }

    [Fact]
    public void Of_a_block_that_holds_layers()
    {
        Layer[] layers = [new Conv2D(4), new ReLU(), new Residual(new Conv2D(4, strides: 2), new LeakyReLU(0.1f), new BatchNormalization()), new Sigmoid()];
        using var model = new Sequential(new Shape(8, 8, 3), layers);
        Assert.Equal(
            """
            conv2d: rectifies its output, slope 0
            re_lu: forward by conv2d; in its input's memory
            residual
              residual/conv2d: rectifies its output, slope 0.1; in inference scales its output
              residual/leaky_re_lu: forward by residual/conv2d; backward by residual/batch_normalization; in its input's memory
              residual/batch_normalization: multiplies its input's gradient by the rectifier's, slope 0.1; in inference by residual/conv2d
              residual/projection/conv2d
            sigmoid: in its input's memory
            """, model.Plan.ToString());
    }

    [Fact]
    public void A_layer_of_somebody_elses_takes_part_by_what_it_declares()
    {
        using var model = new Sequential(new Shape(4), [new Doubling(), new ReLU(), new Dense(3)]);
        Assert.Equal(
            """
            doubling: rectifies its output, slope 0
            re_lu: forward by doubling; backward by dense; in its input's memory
            dense: multiplies its input's gradient by the rectifier's, slope 0
            """, model.Plan.ToString());
    }

    private sealed class Doubling : Layer
    {
        public override LayerTraits Traits { get; } = new() { RectifiesOutput = true };

        public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined)
        {
            for (var i = 0; i < input.Span.Length; i++) output.Span[i] = 2 * input.Span[i] * (input.Span[i] > 0 ? 1 : joined.OutputSlope);
        }

        public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
        {
            if (inputGradient is null) return;
            for (var i = 0; i < input.Span.Length; i++) inputGradient.Span[i] = 2 * outputGradient.Span[i];
        }

        protected override Shape OnBuild(Shape input) => input;
    }
}
