using Likeness.Imaging;
using Likeness.Imaging.Decoding;

namespace Likeness.Ranking;

/// <summary>Pictures for montages.</summary>
internal static class PictureTile
{
    private const byte Empty = 224;

    /// <summary>The picture, as a square; an empty one where the file has gone or cannot be read any more.</summary>
    public static Pixels Read(PictureReader reader, string path, int side)
    {
        var picture = new Pixels(side, side);
        if (!reader.TryRead(path, side, side, picture.Rgb, out _, out _)) picture.Rgb.AsSpan().Fill(Empty);
        return picture;
    }

    /// <summary>The same of a file in memory.</summary>
    public static Pixels Read(PictureReader reader, ReadOnlySpan<byte> file, int side)
    {
        var picture = new Pixels(side, side);
        try
        {
            reader.Decode(file, side, side, picture.Rgb);
        }
        catch (UnusableInputException)
        {
            picture.Rgb.AsSpan().Fill(Empty);
        }

        return picture;
    }
}
