using Likeness.Descriptors;
using Likeness.Evaluation;

namespace Likeness.Testing;

/// <summary>What a library does, waited for: for tests that are one step after the other.</summary>
public static class LibrarySteps
{
    public static TrainingReport Train(
        this ImageLibrary library, IReadOnlyList<string> paths, TrainingSettings? settings = null, ILibraryProgress? progress = null,
        CancellationToken cancellationToken = default) =>
        library.TrainAsync(paths, settings, progress, cancellationToken).GetAwaiter().GetResult();

    public static TrainingReport ResumeTraining(
        this ImageLibrary library, ILibraryProgress? progress = null, CancellationToken cancellationToken = default) =>
        library.ResumeTrainingAsync(objective: null, progress, cancellationToken).GetAwaiter().GetResult();

    public static TrainingReport ResumeTraining(
        this ImageLibrary library, TrainingObjective? objective, ILibraryProgress? progress, CancellationToken cancellationToken) =>
        library.ResumeTrainingAsync(objective, progress, cancellationToken).GetAwaiter().GetResult();

    public static IndexReport Index(this ImageLibrary library, IReadOnlyList<string> paths, IReadOnlyList<IDescriptor> descriptors) =>
        library.IndexAsync(paths, descriptors).GetAwaiter().GetResult();

    public static EvaluationReport Evaluate(this ImageLibrary library, IReadOnlyList<string> paths, EvaluationSettings? settings = null) =>
        library.EvaluateAsync(paths, settings).GetAwaiter().GetResult();
}
