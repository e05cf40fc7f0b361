using NetVips;

namespace Likeness.Imaging.Vips;

/// <summary>Pixels in and out of libvips.</summary>
internal static class VipsPixels
{
    /// <summary>A picture as an image of libvips, sRGB; it must not be collected or moved before the image and all made of it are gone.</summary>
    /// <param name="pixels">height × width × 3 bytes.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static unsafe Image FromRgb(byte* pixels, int height, int width)
    {
        using var raw = Image.NewFromMemory((nint)pixels, (ulong)Pixels.ByteCount(height, width), width, height, Pixels.Channels, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>Computes an image and copies its bytes.</summary>
    /// <param name="image">May be a pipeline that has computed nothing yet.</param>
    /// <param name="take">Gives at least as many bytes as it is asked for.</param>
    /// <exception cref="VipsException">Computing failed: the file was cut short or damaged.</exception>
    public static unsafe byte[] ToBytes(this Image image, Func<int, byte[]> take)
    {
        var memory = image.WriteToMemory(out var length);
        try
        {
            var bytes = take(checked((int)length));
            new ReadOnlySpan<byte>((void*)memory, (int)length).CopyTo(bytes);
            return bytes;
        }
        finally
        {
            NetVips.NetVips.Free(memory);
        }
    }

    /// <summary>A file in memory.</summary>
    /// <param name="image">What to save.</param>
    /// <param name="saver">An operation of libvips that saves into memory.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="VipsException">This libvips has no such operation, or it failed.</exception>
    public static byte[] Save(this Image image, string saver, params IReadOnlyCollection<(string Name, object Value)> options)
    {
        var given = new VOption();
        foreach ((var name, var value) in options)
            given.Add(name, value);
        return (byte[])Operation.Call(saver, given, image);
    }
}
