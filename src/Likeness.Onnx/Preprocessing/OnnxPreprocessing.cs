using System.Globalization;
using System.Text.Json;

namespace Likeness.Onnx.Preprocessing;

/// <summary>
/// What is done to a picture before a network gets it, as its training did: the short side scaled to <see cref="Resize"/> pixels, the square in the middle of
/// <see cref="Crop"/> pixels, then of each byte (byte × <see cref="Scale"/> − <see cref="Mean"/>) / <see cref="Std"/>.
/// </summary>
/// <param name="Crop">Pixels a side of the square that the network gets, 1 to 4096.</param>
public sealed record OnnxPreprocessing(int Crop)
{
    /// <summary>The largest square.</summary>
    public const int MostPixels = 4096;

    private static readonly double[] ImageNetMean = [0.485, 0.456, 0.406];
    private static readonly double[] ImageNetStd = [0.229, 0.224, 0.225];

    /// <summary>Of most networks trained on ImageNet: EfficientNet, MobileNet, ResNet of torchvision.</summary>
    public static OnnxPreprocessing ImageNet { get; } = new(224) { Resize = 232, Mean = ImageNetMean, Std = ImageNetStd };

    /// <summary>Of CLIP's image encoders for 224 pixels (A. Radford and others, 2021), OpenCLIP's too.</summary>
    public static OnnxPreprocessing Clip { get; } = new(224)
    {
        Resize = 224,
        Mean = [0.48145466, 0.4578275, 0.40821073],
        Std = [0.26862954, 0.26130258, 0.27577711],
    };

    /// <summary>Of DINO (M. Caron and others, 2021) and DINOv2 (M. Oquab and others, 2023).</summary>
    public static OnnxPreprocessing Dino { get; } = new(224) { Resize = 256, Mean = ImageNetMean, Std = ImageNetStd };

    /// <summary>Pixels of the short side before the square is cut out, <see cref="Crop"/> to 4096; left out: as <see cref="Crop"/>.</summary>
    public int Resize { get; init; } = Crop;

    /// <summary>What a byte is multiplied by: 1/255 for networks that take 0 to 1, 1 for those that take 0 to 255.</summary>
    public double Scale { get; init; } = 1.0 / byte.MaxValue;

    /// <summary>Subtracted, of red, green and blue, whatever <see cref="Channels"/> says.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0, 0, 0];

    /// <summary>Divided by, of red, green and blue; not 0.</summary>
    public IReadOnlyList<double> Std { get; init; } = [1, 1, 1];

    /// <summary>The order of the axes; null: as the network's input says.</summary>
    public PixelLayout? Layout { get; init; }

    /// <summary>The order of the colours.</summary>
    public ChannelOrder Channels { get; init; }

    /// <summary>The names that <see cref="Parse"/> knows, for help and messages.</summary>
    public static string Names => "imagenet, clip, dino or a .json file";

    /// <summary>A preprocessing by its name, or from a file.</summary>
    /// <param name="text"><c>imagenet</c>, <c>clip</c>, <c>dino</c>, or the path of a file that ends in <c>.json</c>.</param>
    /// <exception cref="WrongSettingsException">It is neither, or the file has a key that is unknown or a value out of its range.</exception>
    /// <exception cref="UnusableInputException">The file is not there or cannot be read.</exception>
    public static OnnxPreprocessing Parse(string text) => text switch
    {
        "imagenet" => ImageNet,
        "clip" => Clip,
        "dino" => Dino,
        _ when text.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => PreprocessingFile.Read(text),
        _ => throw new WrongSettingsException($"preprocessing is '{text}'; it has to be {Names}."),
    };

    /// <summary>Checks all values.</summary>
    /// <exception cref="WrongSettingsException">One is out of its range; the message says which.</exception>
    public void Validate()
    {
        Range(Crop is >= 1 and <= MostPixels, "crop", Crop, $"1 to {MostPixels}");
        Range(Resize >= Crop && Resize <= MostPixels, "resize", Resize, $"{Crop} (crop) to {MostPixels}");
        Range(double.IsFinite(Scale) && Scale > 0, "scale", Scale, "more than 0");
        Range(Mean is { Count: 3 } && Mean.All(double.IsFinite), "mean", Shown(Mean), "three numbers");
        Range(Std is { Count: 3 } && Std.All(std => double.IsFinite(std) && std != 0), "std", Shown(Std), "three numbers, none of them 0");
        Range(Layout is null || Enum.IsDefined(Layout.Value), "layout", Layout, "NCHW or NHWC");
        Range(Enum.IsDefined(Channels), "channels", Channels, "RGB or BGR");
    }

    /// <summary>As it stands in a file.</summary>
    public string ToJson() => JsonSerializer.Serialize(PreprocessingKeys.Of(this), PreprocessingJson.Default.PreprocessingKeys);

    /// <summary>What a byte of each colour, red first, becomes: byte × factor + offset.</summary>
    internal (float[] Factors, float[] Offsets) Scaling() =>
        ([.. Std.Select(std => (float)(Scale / std))], [.. Mean.Zip(Std, (mean, std) => (float)(0 - mean / std))]);

    /// <summary>All of it that changes the numbers which a network gets, and nothing else.</summary>
    internal string Canonical(PixelLayout layout)
    {
        var (factors, offsets) = Scaling();
        return string.Create(
            CultureInfo.InvariantCulture, $"short side {Resize}, square {Crop}, times {Shown(factors)}, plus {Shown(offsets)}, {layout}, {Channels}");
    }

    private static string Shown<T>(IEnumerable<T>? numbers) where T : IFormattable => numbers is null ? "null" : string.Join(' ', numbers.Select(number => number.ToString(null, CultureInfo.InvariantCulture)));

    private static void Range(bool isIn, string key, object? value, string range)
    {
        if (!isIn) throw new WrongSettingsException($"The preprocessing's {key} is {Convert.ToString(value, CultureInfo.InvariantCulture)}; it has to be {range}.");
    }
}
