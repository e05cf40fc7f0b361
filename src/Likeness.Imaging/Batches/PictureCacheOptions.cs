using Likeness.Imaging.Decoding;

namespace Likeness.Imaging.Batches;

/// <summary>How a <see cref="PictureCache"/> is filled.</summary>
public sealed record PictureCacheOptions
{
    /// <summary>Rows of every picture, at least 1.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of every picture, at least 1.</summary>
    public required int Width { get; init; }

    /// <summary>
    /// Bytes of decoded pictures that are kept, at least 0; 2 GiB unless set. Pictures beyond it are decoded again whenever they are
    /// needed, so any collection can be trained on.
    /// </summary>
    public long ByteBudget { get; init; } = 1L << 31;

    /// <summary>Threads that decode, at least 1; as many as the machine has processors unless set.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How large a file and a picture may be.</summary>
    public DecodingLimits Limits { get; init; } = DecodingLimits.Default;

    /// <exception cref="WrongSettingsException">A setting is out of range.</exception>
    internal void Check()
    {
        _ = Pixels.ByteCount(Height, Width);
        if (ByteBudget < 0)
            throw new WrongSettingsException($"the byte budget of the picture cache must be at least 0, not {ByteBudget}");
        if (Threads < 1)
            throw new WrongSettingsException($"pictures are decoded by at least 1 thread, not {Threads}");
    }
}
