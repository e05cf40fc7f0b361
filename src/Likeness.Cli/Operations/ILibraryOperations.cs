using Likeness.Clustering;
using Likeness.Evaluation;
using Likeness.Export;
using Likeness.Imaging.Scanning;
using Likeness.Indexing;
using Likeness.Neural.Files.Onnx;
using Likeness.Training;

namespace Likeness.Cli.Operations;

/// <summary>What the commands ask the library to do. Errors are those of <see cref="LikenessException"/>.</summary>
internal interface ILibraryOperations
{
    /// <summary>Trains on pictures and stores the result in the library, which is made if there is none and nothing of it is needed.</summary>
    TrainingReport Train(string library, IReadOnlyList<string> pictures, TrainingSettings settings, ILibraryProgress progress, CancellationToken cancelled);

    /// <summary>The library's unfinished training of an objective, or null; without an objective the one that ran last.</summary>
    UnfinishedTraining? FindUnfinishedTraining(string library, TrainingObjective? objective);

    /// <summary>Goes on with it.</summary>
    TrainingReport ResumeTraining(string library, TrainingObjective? objective, ILibraryProgress progress, CancellationToken cancelled);

    /// <summary>Measures the library's model on these pictures; on its validation pictures if none are given.</summary>
    EvaluationReport Evaluate(
        string library, IReadOnlyList<string> pictures, EvaluationSettings settings, ILibraryProgress progress,
        CancellationToken cancelled);

    /// <summary>Measures the vectors that the library holds.</summary>
    RetrievalReport EvaluateRetrieval(string library, RetrievalSettings settings, CancellationToken cancelled);

    /// <summary>Brings the library up to date with these folders and files.</summary>
    IndexReport Index(string library, IReadOnlyList<string> pictures, IndexArguments arguments, ILibraryProgress progress, CancellationToken cancelled);

    /// <summary>Takes the pictures of a folder, or one picture, out of the library.</summary>
    ForgetReport Forget(string library, string path, CancellationToken cancelled);

    /// <summary>The library's pictures, read as they are asked for.</summary>
    IEnumerable<IndexedPicture> Pictures(string library, CancellationToken cancelled);

    /// <summary>The files that could not be used, each with the reason, read as they are asked for.</summary>
    IEnumerable<SkippedPicture> Rejected(string library, CancellationToken cancelled);

    /// <summary>Finds the pictures most like the query; the library stays open for the next one.</summary>
    /// <exception cref="UnusableQueryException">A picture of the query cannot be used; others may be.</exception>
    SearchReport Search(string library, PictureQuery query, SearchRequest request, int threads, CancellationToken cancelled);

    /// <summary>Draws the query with its hits, and returns the report with the path of the drawing.</summary>
    /// <param name="library">Its folder.</param>
    /// <param name="report">What was found.</param>
    /// <param name="query">What was asked for.</param>
    /// <param name="name">The file name that the drawing is named after.</param>
    SearchReport Draw(string library, SearchReport report, PictureQuery query, string name);

    /// <summary>Divides the library's pictures into clusters by one descriptor.</summary>
    ClusterReport Cluster(string library, string descriptor, ClusterSettings settings, ILibraryProgress progress, CancellationToken cancelled);

    /// <summary>Draws the clusters and returns the report with the drawings' paths.</summary>
    ClusterReport Draw(string library, ClusterReport report, bool each);

    /// <summary>Writes the model for other programs; the output is a file, or null for one in the library.</summary>
    ExportReport ExportOnnx(string library, string? output, OnnxPart part);

    /// <summary>Says what the library holds.</summary>
    InfoReport Info(string library);
}
