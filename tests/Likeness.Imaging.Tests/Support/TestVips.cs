using Likeness.Imaging.Vips;

namespace Likeness.Imaging.Tests.Support;

/// <summary>Files in colour spaces that the product never writes.</summary>
internal static class TestVips
{
    /// <summary>Saves through a chain of operations.</summary>
    public static unsafe byte[] Save(Pixels picture, string saver, Action<VipsOperation> set, params (string Name, Action<VipsOperation> Set)[] steps)
    {
        VipsLibrary.Start();
        fixed (byte* pixels = picture.Rgb)
        {
            var image = VipsImage.FromMemory(pixels, picture.Height, picture.Width, 3);
            image = Step(image, "copy", copy => copy.Set("interpretation", (int)VipsInterpretation.Srgb));
            foreach ((var name, var configure) in steps)
                image = Step(image, name, configure);
            using var save = new VipsOperation(saver);
            save.Set("in", image);
            set(save);
            var file = save.File();
            image.Dispose();
            return file;
        }
    }

    private static VipsImage Step(VipsImage image, string name, Action<VipsOperation> configure)
    {
        using var operation = new VipsOperation(name);
        operation.Set("in", image);
        configure(operation);
        var result = operation.Image();
        image.Dispose();
        return result;
    }
}
