namespace Likeness.Testing.Layers;

/// <summary>
/// The layers' forward passes as plain loops in float64, written from their definitions and sharing nothing with the library. All arrays NHWC.
/// </summary>
public static class PlainLayers
{
    /// <summary>Convolution with 'same' padding: the output has ⌈size/stride⌉ pixels a side, an odd padding is larger below and at the right.</summary>
    public static double[] Conv2D(double[] x, Picture shape, double[] kernel, double[] bias, int size, int stride)
    {
        var filters = bias.Length;
        var (height, width) = (Up(shape.Height, stride), Up(shape.Width, stride));
        var (top, left) = (Before(shape.Height, height, size, stride), Before(shape.Width, width, size, stride));
        var y = new double[shape.Batch * height * width * filters];
        for (var n = 0; n < shape.Batch; n++)
        for (var row = 0; row < height; row++)
        for (var column = 0; column < width; column++)
        for (var f = 0; f < filters; f++)
        {
            var sum = bias[f];
            for (var a = 0; a < size; a++)
            for (var b = 0; b < size; b++)
            {
                var (r, c) = (row * stride + a - top, column * stride + b - left);
                if (r < 0 || r >= shape.Height || c < 0 || c >= shape.Width) continue;
                for (var i = 0; i < shape.Channels; i++) sum += x[shape.At(n, r, c, i)] * kernel[((a * size + b) * shape.Channels + i) * filters + f];
            }

            y[((n * height + row) * width + column) * filters + f] = sum;
        }

        return y;
    }

    /// <summary>
    /// Transposed convolution with 'same' padding: every input pixel adds its multiple of the kernel to the output from (row·stride − top) on; what falls
    /// outside is dropped. The output has size·stride pixels a side.
    /// </summary>
    public static double[] Conv2DTranspose(double[] x, Picture shape, double[] kernel, double[] bias, int size, int stride)
    {
        var filters = bias.Length;
        var to = new Picture(shape.Batch, shape.Height * stride, shape.Width * stride, filters);
        var (top, left) = (Before(to.Height, shape.Height, size, stride), Before(to.Width, shape.Width, size, stride));
        var y = new double[to.Count];
        for (var i = 0; i < y.Length; i++) y[i] = bias[i % filters];
        for (var n = 0; n < shape.Batch; n++)
        for (var row = 0; row < shape.Height; row++)
        for (var column = 0; column < shape.Width; column++)
        for (var a = 0; a < size; a++)
        for (var b = 0; b < size; b++)
        {
            var (r, c) = (row * stride + a - top, column * stride + b - left);
            if (r < 0 || r >= to.Height || c < 0 || c >= to.Width) continue;
            for (var f = 0; f < filters; f++)
            for (var i = 0; i < shape.Channels; i++)
                y[to.At(n, r, c, f)] += x[shape.At(n, row, column, i)] * kernel[((a * size + b) * filters + f) * shape.Channels + i];
        }

        return y;
    }

    /// <summary>Every pixel repeated size × size times.</summary>
    public static double[] UpSampling2D(double[] x, Picture shape, int size)
    {
        var to = new Picture(shape.Batch, shape.Height * size, shape.Width * size, shape.Channels);
        var y = new double[to.Count];
        for (var n = 0; n < to.Batch; n++)
        for (var row = 0; row < to.Height; row++)
        for (var column = 0; column < to.Width; column++)
        for (var c = 0; c < to.Channels; c++)
            y[to.At(n, row, column, c)] = x[shape.At(n, row / size, column / size, c)];
        return y;
    }

    /// <summary>The mean of every channel over rectangles of (rows, columns) pixels that lie side by side; what is left over is not looked at.</summary>
    public static double[] AveragePooling(double[] x, Picture shape, int rows, int columns)
    {
        var to = new Picture(shape.Batch, shape.Height / rows, shape.Width / columns, shape.Channels);
        var y = new double[to.Count];
        for (var n = 0; n < to.Batch; n++)
        for (var row = 0; row < to.Height * rows; row++)
        for (var column = 0; column < to.Width * columns; column++)
        for (var c = 0; c < to.Channels; c++)
            y[to.At(n, row / rows, column / columns, c)] += x[shape.At(n, row, column, c)] / (rows * columns);
        return y;
    }

    /// <summary>x · kernel + bias.</summary>
    public static double[] Dense(double[] x, int batch, double[] kernel, double[] bias)
    {
        var (inputs, units) = (x.Length / batch, bias.Length);
        var y = new double[batch * units];
        for (var n = 0; n < batch; n++)
        for (var u = 0; u < units; u++)
        {
            var sum = bias[u];
            for (var i = 0; i < inputs; i++) sum += x[n * inputs + i] * kernel[i * units + u];
            y[n * units + u] = sum;
        }

        return y;
    }

    /// <summary>x where positive, else slope · x.</summary>
    public static double[] LeakyReLU(double[] x, double slope) => [.. x.Select(v => v > 0 ? v : slope * v)];

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static double[] Sigmoid(double[] x) => [.. x.Select(v => 1 / (1 + Math.Exp(-v)))];

    /// <summary>Rows of a length, each divided by its own, √max(Σx², 10⁻¹²).</summary>
    public static double[] L2Normalise(double[] x, int length) => [.. x.Chunk(length).SelectMany(row =>
    {
        var own = Math.Sqrt(Math.Max(row.Sum(v => v * v), 1e-12));
        return row.Select(v => v / own);
    })];

    /// <summary>Mean and biased variance of every channel.</summary>
    public static (double[] Mean, double[] Variance) Moments(double[] x, int channels)
    {
        var (mean, variance) = (new double[channels], new double[channels]);
        double pixels = x.Length / channels;
        for (var i = 0; i < x.Length; i++) mean[i % channels] += x[i] / pixels;
        for (var i = 0; i < x.Length; i++) variance[i % channels] += (x[i] - mean[i % channels]) * (x[i] - mean[i % channels]) / pixels;
        return (mean, variance);
    }

    /// <summary>γ (x − mean)/√(variance + ε) + β, channel by channel.</summary>
    public static double[] Normalise(double[] x, double[] mean, double[] variance, double[] gamma, double[] beta, double epsilon)
    {
        var channels = gamma.Length;
        var y = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var c = i % channels;
            y[i] = gamma[c] * (x[i] - mean[c]) / Math.Sqrt(variance[c] + epsilon) + beta[c];
        }

        return y;
    }

    private static int Up(int a, int b) => (a + b - 1) / b;

    /// <summary>The zeros before the first pixel when ⌈large/stride⌉ = small.</summary>
    private static int Before(int large, int small, int kernel, int stride) => Math.Max((small - 1) * stride + kernel - large, 0) / 2;
}
