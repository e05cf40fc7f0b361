using Likeness.Clustering;
using Likeness.Evaluation;
using Likeness.Export;
using Likeness.Indexing;
using Likeness.Neural.Files.Onnx;
using Likeness.Progress;
using Likeness.Ranking;
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

    /// <summary>Measures the library's model on these pictures; on its validation pictures if none are given. Colour is the colours' weight beside the codes, 0 to 1.</summary>
    EvaluationReport Evaluate(string library, IReadOnlyList<string> pictures, double colour, ILibraryProgress progress, CancellationToken cancelled);

    /// <summary>Measures the vectors that the library holds.</summary>
    RetrievalReport EvaluateRetrieval(string library, RetrievalSettings settings, CancellationToken cancelled);

    /// <summary>Brings the library up to date with these folders and files.</summary>
    IndexReport Index(string library, IReadOnlyList<string> pictures, IndexArguments arguments, ILibraryProgress progress, CancellationToken cancelled);

    /// <summary>Takes the pictures of a folder out of the library.</summary>
    ForgetReport Forget(string library, string folder);

    /// <summary>Finds the pictures most like the query, in all the library or in the nearest clusters only.</summary>
    SearchReport Search(string library, string query, SearchArguments arguments, CancellationToken cancelled);

    /// <summary>Draws the query with its hits and returns the report with the drawing's path.</summary>
    SearchReport Draw(string library, SearchReport report);

    /// <summary>Divides the library's pictures into clusters by one descriptor.</summary>
    ClusterReport Cluster(string library, string descriptor, ClusterSettings settings, ILibraryProgress progress, CancellationToken cancelled);

    /// <summary>Draws the clusters and returns the report with the drawings' paths.</summary>
    ClusterReport Draw(string library, ClusterReport report, bool each);

    /// <summary>Writes the model for other programs; the output is a file, or null for one in the library.</summary>
    ExportReport ExportOnnx(string library, string? output, OnnxPart part);

    /// <summary>Says what the library holds.</summary>
    InfoReport Info(string library);
}
