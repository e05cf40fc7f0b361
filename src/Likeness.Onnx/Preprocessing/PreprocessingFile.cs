using System.Text.Json;

namespace Likeness.Onnx.Preprocessing;

/// <summary>Reads a preprocessing from a JSON file.</summary>
internal static class PreprocessingFile
{
    private const string Keys = "crop (which it must have), resize, scale, mean, std, layout (NCHW or NHWC) and channels (RGB or BGR)";

    /// <exception cref="UnusableInputException">The file is not there or cannot be read.</exception>
    /// <exception cref="WrongSettingsException">It is no preprocessing, or has a value out of its range.</exception>
    public static OnnxPreprocessing Read(string path)
    {
        try
        {
            var keys = JsonSerializer.Deserialize(File.ReadAllBytes(path), PreprocessingJson.Default.PreprocessingKeys) ?? throw new JsonException("it is null");
            return keys.ToPreprocessing();
        }
        catch (JsonException wrong)
        {
            throw new WrongSettingsException($"The preprocessing {path} cannot be used: {Words(wrong)}. Its keys are {Keys}.", wrong);
        }
        catch (WrongSettingsException wrong)
        {
            throw new WrongSettingsException($"The preprocessing {path} cannot be used. {wrong.Message}", wrong);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The preprocessing {path} cannot be read: {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Correct the path, or give {OnnxPreprocessing.Names}.", failure);
        }
    }

    // The serializer's own words name types of the program, which say nothing to who wrote the file.
    private static string Words(JsonException wrong) => wrong switch
    {
        { Message: var m } when m.Contains("could not be mapped", StringComparison.Ordinal) && m.Split('\'') is { Length: > 1 } parts => $"it has the unknown key \"{parts[1]}\"",
        { Message: var m } when m.Contains("missing", StringComparison.Ordinal) => "it lacks the key crop",
        { Path: { Length: > 2 } path, LineNumber: { } line } => $"the value of \"{path[2..]}\" in line {line + 1} is not of the right kind",
        { LineNumber: { } line } => $"it is no valid JSON (line {line + 1})",
        _ => wrong.Message.TrimEnd('.'),
    };
}
