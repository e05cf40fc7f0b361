using System.Numerics.Tensors;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;

namespace Likeness.Neural.Layers;

/// <summary>
/// The mean of every channel over squares that lie side by side, as Keras's layer of this name: from (height, width, channels) to
/// (⌊height/size⌋, ⌊width/size⌋, channels). What is left over at the bottom and at the right is not looked at.
/// </summary>
/// <param name="poolSize">Side of the squares and the step between them, at least 1; 2 by default.</param>
public sealed class AveragePooling2D(int poolSize = 2) : Layer
{
    /// <summary>Side of the squares.</summary>
    public int PoolSize => poolSize;

    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined) =>
        AveragePooling.Forward(pass.Team, input, output, poolSize, poolSize);

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
        if (inputGradient is not null) AveragePooling.Backward(pass.Team, outputGradient, inputGradient, OutputShape, poolSize, poolSize);
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input)
    {
        if (poolSize < 1) throw new WrongSettingsException($"AveragePooling2D: pool size is {poolSize}; it has to be at least 1.");
        var (height, width, channels) = Picture(input);
        if (poolSize > height || poolSize > width)
            throw new WrongSettingsException(
                $"AveragePooling2D: pool size is {poolSize}; it has to be at most {Math.Min(height, width)} with pictures of {input}.");
        return new Shape(height / poolSize, width / poolSize, channels);
    }
}

/// <summary>
/// The mean of every channel over the whole picture, as Keras's layer of this name: from (height, width, channels) to (channels).
/// </summary>
public sealed class GlobalAveragePooling2D : Layer
{
    /// <inheritdoc/>
    public override void Forward(Pass pass, Tensor input, Tensor output, JoinedWork joined) =>
        AveragePooling.Forward(pass.Team, input, output, InputShape[0], InputShape[1]);

    /// <inheritdoc/>
    public override void Backward(Pass pass, Tensor input, Tensor output, Tensor outputGradient, Tensor? inputGradient, JoinedWork joined)
    {
        if (inputGradient is not null)
            AveragePooling.Backward(
                pass.Team, outputGradient, inputGradient, new Shape(1, 1, OutputShape[0]), InputShape[0], InputShape[1]);
    }

    /// <inheritdoc/>
    protected override Shape OnBuild(Shape input) => new(Picture(input).Channels);
}

/// <summary>
/// Means over rectangles that lie side by side. Each output is one thread's, and its terms are added in the order in which they lie.
/// </summary>
internal static unsafe class AveragePooling
{
    /// <summary>Every channel's mean over each rectangle.</summary>
    public static void Forward(WorkerTeam team, Tensor input, Tensor output, int height, int width)
    {
        var shape = input.Shape;
        var (rows, columns) = (shape[1] / height, shape[2] / width);
        team.For(shape[0] * rows, new ForwardWork
        {
            Input = input.Pointer, Output = output.Pointer, InputRows = shape[1], InputColumns = shape[2], Rows = rows, Columns = columns,
            Channels = shape[3], Height = height, Width = width,
        });
    }

    /// <summary>Every output's gradient, divided by the pixels of its rectangle, for each of them; 0 for pixels of none.</summary>
    public static void Backward(WorkerTeam team, Tensor outputGradient, Tensor inputGradient, Shape output, int height, int width)
    {
        var shape = inputGradient.Shape;
        team.For(shape[0] * shape[1], new BackwardWork
        {
            OutputGradient = outputGradient.Pointer, InputGradient = inputGradient.Pointer, InputRows = shape[1], InputColumns = shape[2],
            Rows = output[0], Columns = output[1], Channels = shape[3], Height = height, Width = width,
        });
    }

    private struct ForwardWork : IWork
    {
        public float* Input;
        public float* Output;
        public int InputRows;
        public int InputColumns;
        public int Rows;
        public int Columns;
        public int Channels;
        public int Height;
        public int Width;

        /// <summary>An item's row of the output at a time.</summary>
        public readonly void Run(int start, int end, int worker)
        {
            for (var at = start; at < end; at++)
            {
                var (item, row) = (at / Rows, at % Rows);
                for (var column = 0; column < Columns; column++)
                {
                    var mean = new Span<float>(Output + ((nint)at * Columns + column) * Channels, Channels);
                    mean.Clear();
                    for (var y = row * Height; y < (row + 1) * Height; y++)
                    for (var x = column * Width; x < (column + 1) * Width; x++)
                    {
                        var pixel = new ReadOnlySpan<float>(Input + (((nint)item * InputRows + y) * InputColumns + x) * Channels, Channels);
                        TensorPrimitives.Add(mean, pixel, mean);
                    }

                    TensorPrimitives.Multiply(mean, 1f / (Height * Width), mean);
                }
            }
        }
    }

    private struct BackwardWork : IWork
    {
        public float* OutputGradient;
        public float* InputGradient;
        public int InputRows;
        public int InputColumns;
        public int Rows;
        public int Columns;
        public int Channels;
        public int Height;
        public int Width;

        /// <summary>An item's row of the input at a time.</summary>
        public readonly void Run(int start, int end, int worker)
        {
            for (var at = start; at < end; at++)
            {
                var (item, row) = (at / InputRows, at % InputRows / Height);
                for (var x = 0; x < InputColumns; x++)
                {
                    var pixel = new Span<float>(InputGradient + ((nint)at * InputColumns + x) * Channels, Channels);
                    var column = x / Width;
                    if (row >= Rows || column >= Columns) pixel.Clear();
                    else
                    {
                        var gradient =
                            new ReadOnlySpan<float>(OutputGradient + (((nint)item * Rows + row) * Columns + column) * Channels, Channels);
                        TensorPrimitives.Multiply(gradient, 1f / (Height * Width), pixel);
                    }
                }
            }
        }
    }
}
