using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>What can be trained: batches through layers and back, and weights with names. Used by one thread at a time.</summary>
public interface INetwork
{
    /// <summary>The shape of an item that goes in.</summary>
    Shape InputShape { get; }

    /// <summary>The shape of an item that comes out.</summary>
    Shape OutputShape { get; }

    /// <summary>
    /// Every weight with the path of its layer before its own name, in a fixed order: <c>conv2d/kernel</c>, <c>residual/conv2d/kernel</c>,
    /// ….
    /// </summary>
    IEnumerable<(string Name, Parameter Parameter)> Parameters { get; }

    /// <summary>What the penalties of all layers added to the loss of the last batch.</summary>
    double Penalty { get; }

    /// <summary>Computes a batch.</summary>
    /// <param name="pass">Training or inference.</param>
    /// <param name="input">(batch, …<see cref="InputShape"/>); has to stay unchanged until a Backward.</param>
    /// <returns>(batch, …<see cref="OutputShape"/>), valid until the next call.</returns>
    Tensor Forward(Pass pass, Tensor input);

    /// <summary>Sends a gradient back through the batch of the last training Forward.</summary>
    /// <param name="pass">Carries the taker of the gradients.</param>
    /// <param name="input">As given to Forward.</param>
    /// <param name="outputGradient">With respect to the output; is overwritten.</param>
    /// <param name="wantInputGradient">Whether to compute the input's gradient.</param>
    /// <returns>The input's gradient, valid until the next call, or null.</returns>
    Tensor? Backward(Pass pass, Tensor input, Tensor outputGradient, bool wantInputGradient);
}
