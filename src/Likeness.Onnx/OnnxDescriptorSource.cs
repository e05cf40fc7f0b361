using Likeness.Descriptors;
using Likeness.Library;
using Likeness.Onnx.Networks;
using Likeness.Onnx.Preprocessing;

namespace Likeness.Onnx;

/// <summary>Opens the pretrained network of a library, as its recipe says.</summary>
public sealed class OnnxDescriptorSource : IDescriptorSource
{
    /// <inheritdoc/>
    public string Name => OnnxDescriptor.StandardName;

    /// <inheritdoc/>
    public bool IsIn(LibraryLayout library) => File.Exists(library.DescriptorFile(OnnxRecipe.FileName));

    /// <summary>
    /// Checks everything that a new recipe says: that the network can be run, takes pictures as the preprocessing makes them, and makes one vector of a blank picture. Nothing is
    /// written; <see cref="OnnxRecipe.Write"/> does that.
    /// </summary>
    /// <param name="network">An .onnx file.</param>
    /// <param name="output">The name of the output with the features; null for the only one, or the one with a usual name.</param>
    /// <param name="preprocessing"><c>imagenet</c>, <c>clip</c>, <c>dino</c>, or a .json file.</param>
    /// <param name="normalise">Whether vectors are scaled to length 1.</param>
    /// <param name="threads">Threads to compute with; 0 for one per processor.</param>
    /// <exception cref="UnusableInputException">There is no ONNX Runtime; or the file is missing, damaged, no network, or none that makes a vector of a picture.</exception>
    /// <exception cref="WrongSettingsException">The output or the preprocessing is wrong or does not fit the network.</exception>
    public static OnnxRecipe Prepare(string network, string? output = null, string preprocessing = "imagenet", bool normalise = true, int threads = 0)
    {
        using var descriptor = OnnxDescriptor.Open(network, output, OnnxPreprocessing.Parse(preprocessing), normalise, threads);
        return new OnnxRecipe(Path.GetFullPath(network), descriptor.Digest, descriptor.Output, descriptor.Preprocessing, normalise, descriptor.Dimensions);
    }

    /// <inheritdoc/>
    public IDescriptor Open(DescriptorOpening opening)
    {
        var recipe = OnnxRecipe.Read(opening.Library);
        if (!File.Exists(recipe.Network))
        {
            throw new UnusableInputException(
                $"The network {recipe.Network}, which the vectors of the library {opening.Library.Folder} were made with, is not there any more. Put it back, or say where it is now: {Again}.");
        }

        return Open(recipe, opening.Threads);
    }

    internal static OnnxDescriptor Open(OnnxRecipe recipe, int threads)
    {
        var network = OnnxNetwork.Open(recipe.Network, threads);
        CheckUnchanged(recipe, network);
        return new OnnxDescriptor(network, recipe.Output, recipe.Preprocessing, recipe.Normalise, recipe.Dimensions);
    }

    private static string Again => $"index --descriptor {OnnxDescriptor.StandardName} --network FILE.onnx";

    private static void CheckUnchanged(OnnxRecipe recipe, OnnxNetwork network)
    {
        try
        {
            if (network.Digest.Equals(recipe.Digest)) return;
            throw new DamagedDataException(
                $"The network {recipe.Network} is another one than the library's vectors were made with (found {network.Digest}, expected {recipe.Digest}). Put the former one back, or describe the pictures anew with this one: {Again}.");
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
