using System.Text.Json;
using Likeness.Library;
using Likeness.Onnx.Networks;
using Likeness.Onnx.Preprocessing;
using Likeness.Storage;

namespace Likeness.Onnx;

/// <summary>How a library's pretrained descriptor is made: kept in the library, so that searches and evaluations need not be told again.</summary>
/// <param name="Network">The full path of the network's file, which stays where it is.</param>
/// <param name="Digest">What its files contained.</param>
/// <param name="Output">The output with the features.</param>
/// <param name="Preprocessing">What is done to pictures before.</param>
/// <param name="Normalise">Whether vectors are scaled to length 1.</param>
/// <param name="Dimensions">Numbers per vector.</param>
public sealed record OnnxRecipe(string Network, NetworkDigest Digest, string Output, OnnxPreprocessing Preprocessing, bool Normalise, int Dimensions)
{
    /// <summary>The name of its file in the library's folder of descriptors.</summary>
    public const string FileName = "onnx.json";

    /// <summary>Keeps it in a library, in place of the one before. Who calls holds the library's lock.</summary>
    /// <exception cref="UnusableInputException">The library cannot be written to.</exception>
    public void Write(LibraryLayout library)
    {
        try
        {
            Directory.CreateDirectory(library.Descriptors);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"The folder {library.Descriptors} cannot be made: {failure.Message.TrimEnd('.')}. Free space there, or choose another library.", failure);
        }

        AtomicFile.Write(library.DescriptorFile(FileName), JsonSerializer.SerializeToUtf8Bytes(RecipeKeys.Of(this), RecipeJson.Default.RecipeKeys));
    }

    /// <summary>Opens the network as it says.</summary>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <exception cref="UnusableInputException">There is no ONNX Runtime, or the network cannot be read.</exception>
    /// <exception cref="DamagedDataException">The network is another one by now.</exception>
    public OnnxDescriptor Open(int threads = 0) => OnnxDescriptorSource.Open(this, threads);

    /// <summary>Reads that of a library.</summary>
    /// <exception cref="UnusableInputException">The library has none, or it cannot be read.</exception>
    /// <exception cref="DamagedDataException">It is damaged.</exception>
    public static OnnxRecipe Read(LibraryLayout library)
    {
        var path = library.DescriptorFile(FileName);
        try
        {
            var keys = JsonSerializer.Deserialize(File.ReadAllBytes(path), RecipeJson.Default.RecipeKeys) ?? throw new JsonException("it is null");
            return keys.ToRecipe();
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnusableInputException(
                $"The library {library.Folder} has no descriptor '{OnnxDescriptor.StandardName}'. Make one: index --descriptor {OnnxDescriptor.StandardName} --network FILE.onnx.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"{path} cannot be read: {failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Make it readable.", failure);
        }
        catch (Exception wrong) when (wrong is JsonException or WrongSettingsException)
        {
            throw new DamagedDataException(
                $"{path} is damaged, or was written by another version: {wrong.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Make it anew: index --descriptor {OnnxDescriptor.StandardName} --network FILE.onnx.", wrong);
        }
    }
}
