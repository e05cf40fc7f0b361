namespace Likeness.Imaging.Decoding;

/// <summary>How much a single file may ask for. Both limits are checked from the file's size and header, before memory is taken.</summary>
public sealed record DecodingLimits
{
    private const long LargestPicture = 0x7FFF_FFC7L / Pixels.Channels;

    /// <summary>The limits that apply wherever no others are given; a program that wants others everywhere sets them when it starts.</summary>
    /// <exception cref="ArgumentNullException">Set to null.</exception>
    public static DecodingLimits Default
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    } = new();

    /// <summary>The most that <see cref="MaxPixels"/> can be.</summary>
    public static long MostPixels => LargestPicture;

    /// <summary>Width × height that is accepted, in pixels; 2²⁸ (268 megapixels) unless set, at most 715 million.</summary>
    /// <exception cref="WrongSettingsException">Out of range.</exception>
    public long MaxPixels
    {
        get;
        init => field = value is >= 1 and <= LargestPicture
            ? value
            : throw new WrongSettingsException($"the largest picture must have 1 to {LargestPicture} pixels, not {value}");
    } = 1L << 28;

    /// <summary>File size that is accepted, in bytes; 512 MiB unless set, at most 2 GiB − 57.</summary>
    /// <exception cref="WrongSettingsException">Out of range.</exception>
    public long MaxFileBytes
    {
        get;
        init => field = value >= 1 && value <= Array.MaxLength
            ? value
            : throw new WrongSettingsException($"the largest file must have 1 to {Array.MaxLength} bytes, not {value}");
    } = 1L << 29;

    /// <exception cref="BadPictureException">The picture is too large.</exception>
    internal void CheckSize(long height, long width)
    {
        if (height < 1 || width < 1)
            throw new BadPictureException($"the header claims {width}×{height} pixels; expected at least 1×1");
        if (height > MaxPixels / width)
            throw new BadPictureException($"the header claims {width}×{height} pixels, more than the limit of {MaxPixels}; shrink the picture, or raise the limit (--max-pixels {Math.Min(LargestPicture, height * width)}; in a program DecodingLimits.MaxPixels)");
    }
}
