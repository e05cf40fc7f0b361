namespace Likeness.Testing.Layers;

/// <summary>The sizes of a batch of pictures, NHWC.</summary>
public readonly record struct Picture(int Batch, int Height, int Width, int Channels)
{
    public int Count => Batch * Height * Width * Channels;

    /// <summary>Where a number lies.</summary>
    public int At(int item, int row, int column, int channel) => ((item * Height + row) * Width + column) * Channels + channel;
}
