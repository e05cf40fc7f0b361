namespace Likeness.Export;

/// <summary>A model that was written for other programs.</summary>
/// <param name="File">The full path of the file.</param>
/// <param name="Part">What of the model is in it: <c>encoder</c> or <c>autoencoder</c>.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Input">The name of the input: pictures as float32 in [0, 1].</param>
/// <param name="InputShape">Height, width and channels of a picture; the batch comes before them.</param>
/// <param name="Outputs">The names of the outputs.</param>
/// <param name="Codes">Numbers in a code.</param>
/// <param name="Fingerprint">Of the model.</param>
public sealed record ExportReport(
    string File, string Part, long Bytes, string Input, IReadOnlyList<int> InputShape, IReadOnlyList<string> Outputs, int Codes, string Fingerprint);
