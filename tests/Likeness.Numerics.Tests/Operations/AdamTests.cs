using Likeness.Numerics.Operations;
using Likeness.Numerics.Tensors;
using Likeness.Testing.Numbers;

namespace Likeness.Numerics.Tests.Operations;

public sealed unsafe class AdamTests
{
    [Fact]
    public void Every_length_equals_the_plain_loop_and_nothing_beside_is_touched()
    {
        var step = new AdamStep(Rate: 3e-3f, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-3f, WeightL2: 0.05f);
        for (var length = 0; length <= 67; length++)
        {
            const int front = 5;
            var total = front + length + 20;
            var (w, m, v, g) = (RandomNumbers.Array(total, 1), RandomNumbers.Array(total, 2), RandomNumbers.Array(total, 3, 0, 1), RandomNumbers.Array(total, 4));
            double[] expectedW = Close.ToDouble(w), expectedM = Close.ToDouble(m), expectedV = Close.ToDouble(v);
            for (var i = front; i < front + length; i++)
                (expectedW[i], expectedM[i], expectedV[i]) = AdamUpdate.Reference(w[i], m[i], v[i], g[i], step);
            var (beforeW, beforeG) = (w.ToArray(), g.ToArray());

            fixed (float* weights = w, mean = m, square = v, gradient = g)
                AdamUpdate.Run(length, weights + front, mean + front, square + front, gradient + front, step);

            Close.Check(expectedW, w, 1e-6, $"weights of {length}");
            Close.Check(expectedM, m, 1e-6, $"means of {length}");
            Close.Check(expectedV, v, 1e-6, $"squares of {length}");
            Close.SameBits(beforeG, g, "the gradient");
            Close.SameBits(beforeW.AsSpan(0, front), w.AsSpan(0, front), "before the weights");
            Close.SameBits(beforeW.AsSpan(front + length), w.AsSpan(front + length), "behind the weights");
        }
    }

    /// <summary>With a gradient as small as epsilon it matters whether epsilon stands outside the bias correction, as in Keras, or inside.</summary>
    [Fact]
    public void Many_steps_follow_Kingma_and_Ba_in_float64_also_for_tiny_gradients()
    {
        foreach (var size in new[] { 1.0, 1e-4, 1e-7 })
        {
            using var numbers = Tensor.Zeros(new Shape(4, 16));
            float* w = numbers.Pointer, m = w + 16, v = m + 16, g = v + 16;
            double weight = 0, mean = 0, square = 0;
            for (var t = 1; t <= 50; t++)
            {
                var gradient = (float)(size * Math.Cos(t));
                var rate = 1e-3 * Math.Sqrt(1 - Math.Pow(0.999, t)) / (1 - Math.Pow(0.9, t));
                mean = 0.9 * mean + 0.1 * gradient;
                square = 0.999 * square + 0.001 * gradient * gradient;
                weight -= rate * mean / (Math.Sqrt(square) + 1e-7);
                new Span<float>(g, 16).Fill(gradient);
                AdamUpdate.Run(16, w, m, v, g, new AdamStep((float)rate, 0.9, 0.999, 1e-7f, 0));
            }

            for (var i = 0; i < 16; i++)
            {
                Close.Check(weight, w[i], 1e-5, $"weight at gradients of {size}");
                Close.Check(square, v[i], 1e-5, $"mean square at gradients of {size}");
            }
        }
    }
}
