using Likeness.Numerics.Randomness;
using Likeness.Numerics.Tensors;
using Operation = Likeness.Numerics.Operations.BatchNormalization;

namespace Likeness.Neural.Layers;

/// <summary>
/// Normalises each channel (the last axis): by the batch's mean and biased variance in training, by their moving averages in inference,
/// then scales by gamma and shifts by beta. Defaults as in Keras. The moving averages take a batch in with its backward pass.
/// </summary>
/// <param name="momentum">The share of the old moving average that each batch keeps, 0 to 1.</param>
/// <param name="epsilon">Added to the variance; above 0.</param>
/// <remarks>Ioffe and Szegedy, 2015.</remarks>
public sealed class BatchNormalization(float momentum = 0.99f, float epsilon = 1e-3f) : Layer, IChannelScaling
{
    private Operation? operation;
    private Parameter? gamma;
    private Parameter? beta;
    private Parameter? movingMean;
    private Parameter? movingVariance;
    private Tensor? scale;
    private Tensor? shift;
    private Tensor? gammaGradient;
    private Tensor? betaGradient;

    internal float Epsilon => epsilon;

    /// <inheritdoc/>
    public override LayerTraits Traits => new() { GatesInputGradient = true, Scaling = this };

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined)
    {
        if (!pass.Training)
        {
            operation!.ForwardInference(
                pass.Team, input, gamma!.Value, beta!.Value, movingMean!.Value, movingVariance!.Value, epsilon, output);
            return;
        }

        operation!.ForwardTraining(pass.Team, input, gamma!.Value, beta!.Value, epsilon, output);
    }

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
        // Only now: a batch whose loss is no number is given up before, and must not be in the averages for ever.
        Move(movingMean!.Value.Span, operation!.Mean);
        Move(movingVariance!.Value.Span, operation.Variance);
        // The gradients of gamma and beta come with the input's, which may take the place of the output's.
        operation.Backward(
            pass.Team, input, gamma!.Value, outputGradient, inputGradient ?? outputGradient, gammaGradient!, betaGradient!,
            joined.InputSlope);
        pass.Gradients!.Take(gamma!, gammaGradient!);
        pass.Gradients!.Take(beta!, betaGradient!);
    }

    /// <inheritdoc/>
    public (Tensor Scale, Tensor Shift) Inference()
    {
        operation!.Inference(gamma!.Value, beta!.Value, movingMean!.Value, movingVariance!.Value, epsilon, scale!, shift!);
        return (scale!, shift!);
    }

    /// <inheritdoc/>
    public override void Initialize(ref Xoshiro256 random)
    {
        gamma!.Value.Span.Fill(1);
        beta!.Value.Clear();
        movingMean!.Value.Clear();
        movingVariance!.Value.Span.Fill(1);
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input)
    {
        var channels = input[^1];
        operation = new Operation(channels);
        gamma = AddParameter("gamma", new Shape(channels));
        beta = AddParameter("beta", new Shape(channels));
        movingMean = AddParameter("moving_mean", new Shape(channels), trainable: false);
        movingVariance = AddParameter("moving_variance", new Shape(channels), trainable: false);
        scale = new Tensor(gamma.Value.Shape);
        shift = new Tensor(gamma.Value.Shape);
        gammaGradient = new Tensor(gamma.Value.Shape);
        betaGradient = new Tensor(beta.Value.Shape);
        return input;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        operation?.Dispose();
        scale?.Dispose();
        shift?.Dispose();
        gammaGradient?.Dispose();
        betaGradient?.Dispose();
    }

    private void Move(Span<float> average, ReadOnlySpan<double> batch)
    {
        for (var c = 0; c < average.Length; c++) average[c] = (float)(average[c] * (double)momentum + batch[c] * (1.0 - momentum));
    }
}
