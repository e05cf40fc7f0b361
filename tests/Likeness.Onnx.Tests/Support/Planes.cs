namespace Likeness.Onnx.Tests.Support;

/// <summary>Square planes of numbers, one for each channel, and what networks do with them: plain loops in float64.</summary>
internal sealed record Planes(double[] Values, int Channels, int Side)
{
    public Planes Map(Func<double, double> of) => this with { Values = [.. Values.Select(of)] };

    public Planes Zip(Planes other, Func<double, double, double> of) => this with { Values = [.. Values.Zip(other.Values, of)] };

    /// <summary>Each plane times a number of its own.</summary>
    public Planes Gate(double[] gates) => this with { Values = [.. Values.Select((value, i) => value * gates[i / (Side * Side)])] };

    public Planes Mean() => new([.. Values.Chunk(Side * Side).Select(plane => plane.Average())], Channels, 1);

    /// <summary>Weights are (outputs, channels / groups, kernel, kernel); zeros lie around the planes, half a kernel wide.</summary>
    public Planes Convolve(float[] weights, float[] bias, int outputs, int kernel, int stride, int groups)
    {
        var (pad, size, depth, each) = (kernel / 2, (Side - 1) / stride + 1, Channels / groups, outputs / groups);
        var result = new double[outputs * size * size];
        for (var o = 0; o < outputs; o++)
        for (var y = 0; y < size; y++)
        for (var x = 0; x < size; x++)
        {
            double sum = bias[o];
            for (var c = 0; c < depth; c++)
            for (var ky = 0; ky < kernel; ky++)
            for (var kx = 0; kx < kernel; kx++)
            {
                var (sy, sx) = (y * stride + ky - pad, x * stride + kx - pad);
                if (sy < 0 || sy >= Side || sx < 0 || sx >= Side) continue;
                sum += weights[((o * depth + c) * kernel + ky) * kernel + kx] * Values[((o / each * depth + c) * Side + sy) * Side + sx];
            }

            result[(o * size + y) * size + x] = sum;
        }

        return new Planes(result, outputs, size);
    }
}
