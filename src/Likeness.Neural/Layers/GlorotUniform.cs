using Likeness.Numerics.Randomness;

namespace Likeness.Neural.Layers;

/// <summary>Uniform in ±√(6 / (fan-in + fan-out)), Keras's default for kernels.</summary>
/// <remarks>Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.</remarks>
internal static unsafe class GlorotUniform
{
    public static void Fill(Tensor kernel, double fanIn, double fanOut, ref Xoshiro256 random)
    {
        var limit = (float)Math.Sqrt(6 / (fanIn + fanOut));
        for (var i = 0L; i < kernel.Count; i++) kernel.Pointer[i] = (random.NextSingle() * 2 - 1) * limit;
    }
}
