using Likeness.Cli.Output;

namespace Likeness.Cli.Operations;

/// <summary>What the commands ask the library to do. Errors are those of <see cref="LikenessException"/>.</summary>
internal interface ILibraryOperations
{
    /// <summary>Trains a model on pictures and stores it in the library, which is made if there is none.</summary>
    TrainReport Train(TrainSettings settings, IProgressDisplay progress, CancellationToken cancelled);

    /// <summary>Measures the library's model on these pictures; on its validation pictures if none are given.</summary>
    EvaluateReport Evaluate(string library, IReadOnlyList<string> pictures, IProgressDisplay progress, CancellationToken cancelled);

    /// <summary>Brings the library up to date with these folders and files.</summary>
    IndexReport Index(string library, IReadOnlyList<string> pictures, int threads, IProgressDisplay progress, CancellationToken cancelled);

    /// <summary>Finds the pictures most like the query.</summary>
    SearchReport Search(string library, string query, int count, bool includeSelf, CancellationToken cancelled);

    /// <summary>Says what the library holds.</summary>
    LibraryInfo Info(string library);

    /// <summary>Writes a picture as JPEG.</summary>
    /// <param name="path">Where; its folder exists.</param>
    /// <param name="pixels">height × width × 3 bytes, RGB.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    void WriteJpeg(string path, ReadOnlySpan<byte> pixels, int width, int height);
}
