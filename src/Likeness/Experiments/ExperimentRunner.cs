using Likeness.Evaluation;
using Likeness.Neural.Files;
using Likeness.Neural.Training;
using Likeness.Numerics.Simd;
using Likeness.Training;

namespace Likeness.Experiments;

/// <summary>
/// Runs experiments. One that has a result of the same settings is not run again; one that was cut off goes on where it was.
/// </summary>
/// <param name="folder">Where runs are kept.</param>
/// <param name="pictures">Folders and files to learn from, and to measure on.</param>
/// <param name="imageSize">Side of the square that pictures are fitted to.</param>
/// <param name="threads">Threads to compute with; 0 for one per processor.</param>
public sealed class ExperimentRunner(ExperimentFolder folder, IReadOnlyList<string> pictures, int imageSize, int threads = 0)
{
    private readonly string[] sources = [.. pictures.Select(Path.GetFullPath)];

    /// <summary>Runs one, or as much of it as is missing.</summary>
    /// <exception cref="WrongSettingsException">A setting is out of range for this picture size, or the training diverged.</exception>
    /// <exception cref="UnusableInputException">There are no usable pictures.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the next run goes on from there.</exception>
    public async Task<ExperimentResult> RunAsync(Experiment experiment, ILibraryProgress? progress = null, CancellationToken cancellationToken = default)
    {
        var settings = experiment.Settings(imageSize, threads);
        settings.Validate();
        if (folder.Read(experiment.Name) is { } known && known.ImageSize == imageSize && SameWords(known.Experiment.Settings(imageSize, threads).ToWords(), settings) && known.Experiment.Published == experiment.Published)
        {
            progress?.Note($"{experiment.Name}: has its result already");
            return known;
        }

        progress?.Note($"{experiment.Name}: {experiment.Title}");
        var library = ImageLibrary.Create(folder.LibraryOf(experiment.Name));
        await using var closed = library.ConfigureAwait(false);
        if (!IsTrained(library, settings)) await TrainAsync(library, settings, progress, cancellationToken).ConfigureAwait(false);
        var result = await MeasureAsync(library, experiment, progress, cancellationToken).ConfigureAwait(false);
        folder.Write(result);
        return result;
    }

    private Task<TrainingReport> TrainAsync(ImageLibrary library, TrainingSettings settings, ILibraryProgress? progress, CancellationToken cancellationToken)
    {
        return library.FindUnfinishedTraining() is { } unfinished && SameWords(unfinished.Settings.ToWords(), settings) && unfinished.Sources.SequenceEqual(sources)
            ? library.ResumeTrainingAsync(objective: null, progress, cancellationToken)
            : library.TrainAsync(sources, settings, progress, cancellationToken);
    }

    /// <summary>Whether the training has ended and only the measuring is missing; one that diverged has not come to its end.</summary>
    private static bool IsTrained(ImageLibrary library, TrainingSettings settings) =>
        library.FindUnfinishedTraining() is null && File.Exists(library.Layout.Model)
        && SameWords(ModelFile.ReadHeader(library.Layout.Model).Record.Settings, settings)
        && (settings.Patience > 0 || HistoryOf(library).Count == settings.Trainer.Epochs);

    private static IReadOnlyList<EpochRecord> HistoryOf(ImageLibrary library)
    {
        var last = new TrainingFiles(library.Layout).Last;
        return ModelFile.ReadHeader(File.Exists(last) ? last : library.Layout.Model).Record.History;
    }

    private static bool SameWords(IReadOnlyDictionary<string, string> words, TrainingSettings settings)
    {
        var wanted = settings.ToWords();
        return words.Count == wanted.Count && wanted.All(word => words.GetValueOrDefault(word.Key) == word.Value);
    }

    private async Task<ExperimentResult> MeasureAsync(ImageLibrary library, Experiment experiment, ILibraryProgress? progress, CancellationToken cancellationToken)
    {
        var kept = ModelFile.ReadHeader(library.Layout.Model).Record;
        // Everything for finding, and what was held back for drawing again: the montage of the latter stays.
        var settings = new EvaluationSettings { Threads = threads };
        var all = await library.EvaluateAsync(sources, settings, progress, cancellationToken).ConfigureAwait(false);
        var heldBack = kept.ValidationPictures.Count == 0 ? null
            : await library.EvaluateAsync([], settings, progress, cancellationToken).ConfigureAwait(false);
        return new ExperimentResult
        {
            Experiment = experiment,
            ImageSize = imageSize,
            Training = all.Pictures - (heldBack?.Pictures ?? 0),
            Validation = heldBack?.Pictures ?? 0,
            History = HistoryOf(library),
            BestEpoch = kept.History.Count,
            ReconstructionError = (heldBack ?? all).ReconstructionError,
            P1 = all.P1,
            P10 = all.P10,
            Map = all.Map,
            Parameters = ModelFile.ParameterCount(library.Layout.Model),
            Machine = $"SIMD {SimdPath.Name}, {(threads == 0 ? Environment.ProcessorCount : threads)} threads",
        };
    }
}
