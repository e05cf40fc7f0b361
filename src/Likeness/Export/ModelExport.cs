using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Neural.Files.Onnx;

namespace Likeness.Export;

/// <summary>Writes a library's model for other programs.</summary>
internal static class ModelExport
{
    private const string Ending = ".onnx";

    public static ExportReport ToOnnx(LibraryLayout layout, string? output, OnnxPart part)
    {
        var name = part.ToString().ToLowerInvariant();
        var path = Path.GetFullPath(output ?? Path.Join(layout.Folder, name + Ending));
        // What is at the path is replaced: a slip of the hand must not cost a picture.
        if (!path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
            throw new WrongSettingsException($"The output is '{path}'; its name has to end in {Ending}.");
        var (model, header) = part == OnnxPart.Encoder ? ModelFile.ReadEncoder(layout.Model) : ModelFile.Read(layout.Model);
        using (model)
        {
            // Whoever takes the lock clears the library's folder of files that were begun and never finished.
            using var writing = Path.GetDirectoryName(path) == layout.Folder ? LibraryLock.Take(layout) : null;
            var bytes = OnnxFile.Write(path, model, header, part);
            string[] outputs = part == OnnxPart.Encoder ? [OnnxFile.Codes] : [OnnxFile.Codes, OnnxFile.Reconstructions];
            return new ExportReport(path, name, bytes, OnnxFile.Pictures, model.Encoder.InputShape.AsSpan().ToArray(), outputs, model.Settings.Codes, header.Fingerprint);
        }
    }
}
