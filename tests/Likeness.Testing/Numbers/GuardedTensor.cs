using System.Runtime.InteropServices;
using Likeness.Numerics.Memory;
using Likeness.Numerics.Tensors;

namespace Likeness.Testing.Numbers;

/// <summary>
/// A tensor that starts as NaN everywhere and ends right before a page that nobody may touch (or begins right behind one), with a guard on its other side:
/// it shows what was left out, what was written too far, and what was read too far. Where the system has no such pages there is a guard behind its end alone.
/// </summary>
public sealed unsafe class GuardedTensor : IDisposable
{
    private const int GuardLength = 64;
    private const float Guard = 1.2345e30f;

    private readonly GuardPages? pages;
    private readonly Tensor? whole;

    public GuardedTensor(Shape shape, GuardSide side = GuardSide.Behind)
    {
        if (GuardPages.Supported)
        {
            pages = new GuardPages(shape.Count * sizeof(float), side);
            Tensor = new Tensor(shape, new AlignedBuffer(pages, (float*)pages.Start, shape.Count), owned: true);
        }
        else
        {
            whole = new Tensor(new Shape(checked((int)shape.Count + GuardLength)));
            Tensor = whole.View(shape);
        }

        Span.Fill(float.NaN);
        Rest.Fill(float.NaN);
    }

    /// <summary>The tensor between the guards; owns its memory.</summary>
    public Tensor Tensor { get; }

    public Span<float> Span => Tensor.Span;

    /// <summary>A tensor whose guard is a number of its own instead of NaN, for <see cref="CheckGuard"/>.</summary>
    public static GuardedTensor ForOutput(Shape shape, GuardSide side = GuardSide.Behind)
    {
        var tensor = new GuardedTensor(shape, side);
        tensor.Rest.Fill(Guard);
        return tensor;
    }

    /// <summary>Fails when something was written beside the tensor.</summary>
    public void CheckGuard()
    {
        foreach (var number in Rest)
        {
            if (number != Guard) Assert.Fail($"{number:R} was written beside {Tensor.Shape}");
        }
    }

    public void Dispose()
    {
        Tensor.Dispose();
        whole?.Dispose();
    }

    private Span<float> Rest => pages is null ? whole!.Span[(int)Tensor.Count..] : MemoryMarshal.Cast<byte, float>(pages.Rest);
}
