using System.Runtime.InteropServices;

namespace Likeness.Imaging.Vips;

/// <summary>A reference to an image of libvips. It may be a pipeline that has computed nothing yet.</summary>
internal sealed unsafe class VipsImage : SafeHandle
{
    public VipsImage(nint image) : base(image, ownsHandle: true) { }

    public override bool IsInvalid => handle == 0;

    public nint Pointer => handle;

    public int Width => VipsNative.Width(handle);

    public int Height => VipsNative.Height(handle);

    public int Bands => VipsNative.Bands(handle);

    public VipsBandFormat BandFormat => (VipsBandFormat)VipsNative.BandFormat(handle);

    public VipsInterpretation Interpretation => (VipsInterpretation)VipsNative.Interpretation(handle);

    public int Orientation => VipsNative.Orientation(handle);

    public bool HasAlpha => VipsNative.HasAlpha(handle) != 0;

    /// <summary>The embedded colour profile; empty where there is none.</summary>
    public ReadOnlySpan<byte> ColourProfile
    {
        get
        {
            const string Field = "icc-profile-data";
            if (VipsNative.FieldType(handle, Field) == 0 || VipsNative.GetField(handle, Field, out var bytes, out var length) != 0)
                return default;
            return new ReadOnlySpan<byte>(bytes, (int)length);
        }
    }

    /// <summary>Wraps pixels that stay where they are until the image is disposed.</summary>
    /// <exception cref="VipsException">The sizes do not fit.</exception>
    public static VipsImage FromMemory(byte* pixels, int height, int width, int bands)
    {
        var image = VipsNative.NewImage(pixels, (nuint)((long)height * width * bands), width, height, bands, (int)VipsBandFormat.Byte);
        return image != 0 ? new VipsImage(image) : throw new VipsException("memory");
    }

    /// <summary>Computes the image and copies its bytes.</summary>
    /// <param name="take">Gives at least as many bytes as it is asked for.</param>
    /// <exception cref="VipsException">Computing failed: the file was cut short or damaged.</exception>
    public byte[] ToBytes(Func<int, byte[]> take)
    {
        var pixels = VipsNative.WriteToMemory(handle, out var length);
        if (pixels == null)
            throw new VipsException("pixels");
        try
        {
            var bytes = take((int)length);
            new ReadOnlySpan<byte>(pixels, (int)length).CopyTo(bytes);
            return bytes;
        }
        finally
        {
            GObjectNative.Free(pixels);
        }
    }

    protected override bool ReleaseHandle()
    {
        GObjectNative.Release(handle);
        return true;
    }
}
