using Likeness.Neural.Layers;
using Likeness.Numerics.Operations;

namespace Likeness.Cli.Bench;

/// <summary>Measures what the optimizer takes of the backward pass, in which its work is spread.</summary>
internal sealed class TimedGradients(IGradients inner, int threads) : IGradients
{
    private readonly Dictionary<Parameter, Timed> consumers = [];
    private long ticks;

    /// <summary>Milliseconds since the last call, as if all threads had shared them evenly.</summary>
    public double TakeMilliseconds() => Interlocked.Exchange(ref ticks, 0) * 1e3 / TimeProvider.System.TimestampFrequency / threads;

    /// <inheritdoc/>
    public IGradientConsumer For(Parameter parameter)
    {
        if (!consumers.TryGetValue(parameter, out var timed)) consumers[parameter] = timed = new Timed(this, inner.For(parameter));
        return timed;
    }

    private sealed class Timed(TimedGradients owner, IGradientConsumer inner) : IGradientConsumer
    {
        public unsafe void Consume(long offset, int rows, int columns, nint parameterStride, float* gradient, nint gradientStride)
        {
            var started = TimeProvider.System.GetTimestamp();
            inner.Consume(offset, rows, columns, parameterStride, gradient, gradientStride);
            Interlocked.Add(ref owner.ticks, TimeProvider.System.GetTimestamp() - started);
        }
    }
}
