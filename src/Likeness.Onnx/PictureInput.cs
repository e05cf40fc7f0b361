using Likeness.Onnx.Networks;
using Likeness.Onnx.Preprocessing;

namespace Likeness.Onnx;

/// <summary>How pictures are given to a network.</summary>
/// <param name="Name">The name of its input.</param>
/// <param name="Layout">The order of its axes.</param>
/// <param name="Batch">How many pictures it takes at once; 0 for any number.</param>
internal sealed record PictureInput(string Name, PixelLayout Layout, int Batch)
{
    private const int Colours = 3;

    /// <summary>What a network takes, if it is what a preprocessing makes.</summary>
    /// <exception cref="UnusableInputException">It takes something other than pictures.</exception>
    /// <exception cref="WrongSettingsException">It takes pictures other than those of the preprocessing.</exception>
    public static PictureInput Of(OnnxNetwork network, OnnxPreprocessing preprocessing)
    {
        var input = Only(network);
        if (input.Axes.Count != 4)
            throw Refused(network, $"its input has {input.Axes.Count} axes: {input}. Pictures have four, (batch, channels, height, width) or (batch, height, width, channels); export the network that takes these");
        var layout = LayoutOf(network, input, preprocessing);
        var (height, width) = layout == PixelLayout.ChannelsFirst ? (input.Axes[2], input.Axes[3]) : (input.Axes[1], input.Axes[2]);
        if ((height >= 0 && height != preprocessing.Crop) || (width >= 0 && width != preprocessing.Crop)) throw WrongSize(network, input, preprocessing, height, width);
        return new PictureInput(input.Name, layout, input.Axes[0] < 0 ? 0 : checked((int)input.Axes[0]));
    }

    /// <summary>The axes of an input of so many pictures.</summary>
    public long[] Axes(int pictures, int crop) =>
        Layout == PixelLayout.ChannelsFirst ? [pictures, Colours, crop, crop] : [pictures, crop, crop, Colours];

    private static OnnxTensorInfo Only(OnnxNetwork network)
    {
        if (network.Inputs.Count != 1)
        {
            throw Refused(network, $"it has {network.Inputs.Count} inputs ({string.Join("; ", network.Inputs)}), and a picture is one. Of a network for pictures and texts, such as CLIP, export the image encoder alone");
        }

        var input = network.Inputs[0];
        if (input.Type is OnnxElementType.String or OnnxElementType.Int64 or OnnxElementType.Int32)
            throw Refused(network, $"its input is {input}, which looks like text. Give a network that takes pictures as float32");
        if (input.Type != OnnxElementType.Float32) throw Refused(network, $"its input is {input}, and only float32 is given. Export it with an input of float32");
        if (input.Axes.Contains(0)) throw Refused(network, $"its input is {input}, which holds nothing. Export it again");
        return input;
    }

    private static PixelLayout LayoutOf(OnnxNetwork network, OnnxTensorInfo input, OnnxPreprocessing preprocessing)
    {
        var first = input.Axes[1] is < 0 or Colours;
        var last = input.Axes[3] is < 0 or Colours;
        if (!first && !last)
            throw Refused(network, $"its input is {input}, and pictures have {Colours} channels: the second or the last axis has to be {Colours}. Give a network that takes coloured pictures");
        if (preprocessing.Layout is not { } wanted)
        {
            // Where both could be, an axis that is 3 for certain decides; else the order that nearly all networks have.
            return first && (input.Axes[1] == Colours || !last || input.Axes[3] < 0) ? PixelLayout.ChannelsFirst : PixelLayout.ChannelsLast;
        }

        if (wanted == PixelLayout.ChannelsFirst ? first : last) return wanted;
        var (said, other) = wanted == PixelLayout.ChannelsFirst ? ("NCHW", "NHWC") : ("NHWC", "NCHW");
        throw new WrongSettingsException($"The preprocessing's layout is {said}, but the network {network.File} takes {input}, which is {other}. Correct the layout, or leave it out.");
    }

    private static WrongSettingsException WrongSize(OnnxNetwork network, OnnxTensorInfo input, OnnxPreprocessing preprocessing, long height, long width)
    {
        var crop = preprocessing.Crop;
        var message = $"The network {network.File} takes pictures of {Shown(height)} × {Shown(width)} pixels ({input}), but the preprocessing makes {crop} × {crop}.";
        var side = Math.Max(height, width);
        if ((height >= 0 && width >= 0 && height != width) || side > OnnxPreprocessing.MostPixels) return new WrongSettingsException($"{message} Export it for squares of at most {OnnxPreprocessing.MostPixels} pixels.");
        var fitting = preprocessing with { Crop = (int)side, Resize = (int)Math.Min(OnnxPreprocessing.MostPixels, Math.Max(side, preprocessing.Resize * side / crop)) };
        return new WrongSettingsException($"{message} Give --preprocessing a file that ends in .json with what its training used, such as {fitting.ToJson()}");
    }

    private static string Shown(long size) => size < 0 ? "any" : size.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static UnusableInputException Refused(OnnxNetwork network, string why) => new($"The network {network.File} cannot describe pictures: {why}.");
}
