using Likeness.Numerics.Tensors;

namespace Likeness.Testing.Numbers;

/// <summary>A tensor that starts as NaN everywhere, with a guard behind its end: it shows what was left out, and what was written too far.</summary>
public sealed class GuardedTensor : IDisposable
{
    private const int GuardLength = 64;
    private const float Guard = 1.2345e30f;

    private readonly Tensor whole;

    public GuardedTensor(Shape shape)
    {
        whole = new Tensor(new Shape(checked((int)shape.Count + GuardLength)));
        whole.Span.Fill(float.NaN);
        Tensor = whole.View(shape);
    }

    /// <summary>The tensor between nothing and the guard.</summary>
    public Tensor Tensor { get; }

    public Span<float> Span => Tensor.Span;

    /// <summary>A tensor whose guard is a number of its own instead of NaN, for <see cref="CheckGuard"/>.</summary>
    public static GuardedTensor ForOutput(Shape shape)
    {
        var tensor = new GuardedTensor(shape);
        tensor.Rest.Fill(Guard);
        return tensor;
    }

    /// <summary>Fails when something was written behind the end.</summary>
    public void CheckGuard()
    {
        for (var i = 0; i < GuardLength; i++)
        {
            if (Rest[i] != Guard) Assert.Fail($"{Rest[i]:R} was written {i} numbers behind the end of {Tensor.Shape}");
        }
    }

    public void Dispose() => whole.Dispose();

    private Span<float> Rest => whole.Span[(int)Tensor.Count..];
}
