using System.Text.Json.Serialization;

namespace Likeness.Onnx.Preprocessing;

/// <summary>A preprocessing as it stands in JSON; what is left out has the value that <see cref="OnnxPreprocessing"/> says.</summary>
internal sealed class PreprocessingKeys
{
    public required int Crop { get; set; }

    public int? Resize { get; set; }

    public double? Scale { get; set; }

    public IReadOnlyList<double>? Mean { get; set; }

    public IReadOnlyList<double>? Std { get; set; }

    public PixelLayout? Layout { get; set; }

    public ChannelOrder? Channels { get; set; }

    public static PreprocessingKeys Of(OnnxPreprocessing preprocessing) => new()
    {
        Crop = preprocessing.Crop,
        Resize = preprocessing.Resize,
        Scale = preprocessing.Scale,
        Mean = preprocessing.Mean,
        Std = preprocessing.Std,
        Layout = preprocessing.Layout,
        Channels = preprocessing.Channels,
    };

    /// <exception cref="WrongSettingsException">A value is out of its range.</exception>
    public OnnxPreprocessing ToPreprocessing()
    {
        var usual = new OnnxPreprocessing(Crop);
        var preprocessing = usual with
        {
            Resize = Resize ?? usual.Resize,
            Scale = Scale ?? usual.Scale,
            Mean = Mean ?? usual.Mean,
            Std = Std ?? usual.Std,
            Layout = Layout,
            Channels = Channels ?? usual.Channels,
        };
        preprocessing.Validate();
        return preprocessing;
    }
}

/// <summary>How preprocessings are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PreprocessingKeys))]
internal sealed partial class PreprocessingJson : JsonSerializerContext;
