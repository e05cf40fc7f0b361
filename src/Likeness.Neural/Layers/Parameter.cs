using Likeness.Numerics.Randomness;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>One tensor of a layer's weights.</summary>
public sealed unsafe class Parameter : IDisposable
{
    internal Parameter(string name, Shape shape, bool trainable = true, float weightL2 = 0)
    {
        Name = name;
        Value = new Tensor(shape);
        Trainable = trainable;
        WeightL2 = weightL2;
    }

    /// <summary>Within its layer, as Keras names it: <c>kernel</c>, <c>bias</c>, <c>gamma</c>, …</summary>
    public string Name { get; }

    /// <summary>The numbers.</summary>
    public Tensor Value { get; private set; }

    /// <summary>Whether the optimizer changes it; moving statistics are kept by their layer.</summary>
    public bool Trainable { get; }

    /// <summary>Adds WeightL2·Σw² to the loss, as Keras's <c>l2</c> regularizer does; ≥ 0.</summary>
    public float WeightL2 { get; }

    /// <summary>Takes these numbers in place of its own.</summary>
    internal void Adopt(Tensor value)
    {
        Value.Dispose();
        Value = value;
    }

    /// <summary>Copies the numbers of a tensor of the same shape.</summary>
    internal void CopyFrom(Tensor value)
    {
        var bytes = Value.Count * sizeof(float);
        Buffer.MemoryCopy(value.Pointer, Value.Pointer, bytes, bytes);
    }

    /// <summary>Draws the numbers uniformly from ±√(6 / (fan-in + fan-out)), Keras's default for kernels.</summary>
    /// <param name="fanIn">Numbers that one output is summed from.</param>
    /// <param name="fanOut">Outputs that one number goes into.</param>
    /// <param name="random">Where they are drawn from.</param>
    /// <remarks>Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.</remarks>
    public void DrawGlorotUniform(double fanIn, double fanOut, ref Xoshiro256 random)
    {
        var limit = (float)Math.Sqrt(6 / (fanIn + fanOut));
        for (var i = 0L; i < Value.Count; i++) Value.Pointer[i] = (random.NextSingle() * 2 - 1) * limit;
    }

    /// <inheritdoc/>
    public void Dispose() => Value.Dispose();
}
