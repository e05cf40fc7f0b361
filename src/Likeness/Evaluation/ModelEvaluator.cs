using System.Globalization;
using Likeness.Imaging;
using Likeness.Imaging.Batches;
using Likeness.Imaging.Drawing;
using Likeness.Library;
using Likeness.Neural.Files;
using Likeness.Neural.Layers;
using Likeness.Neural.Models;
using Likeness.Numerics.Operations;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;

namespace Likeness.Evaluation;

/// <summary>Measures a library's model: how well it draws pictures again, and how well its codes, alone or with the colours, find pictures from the same folder.</summary>
internal sealed class ModelEvaluator(LibraryLayout layout, EvaluationSettings settings, ILibraryProgress? progress)
{
    private readonly int threads = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads;

    private const int BatchSize = 32;
    private const int Shown = 10;
    private const int Neighbours = 10;

    /// <param name="scan">The pictures to choose from.</param>
    /// <param name="heldBackOnly">Whether to take only those that the training held back.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    public EvaluationReport Run(ScanResult scan, bool heldBackOnly, CancellationToken cancellationToken)
    {
        var (model, header) = ModelFile.Read(layout.Model);
        using (model)
        {
            progress?.Begin("Reading pictures", scan.Files.Count);
            var cache = PictureCache.Preload(
                scan.Files, new PictureCacheOptions { Height = model.Settings.Height, Width = model.Settings.Width, Threads = threads }, done => progress?.Reach(done), cancellationToken);
            var chosen = Choose(cache, heldBackOnly ? header.Record.ValidationPictures : null);
            var codes = new float[checked(chosen.Length * model.Settings.Codes)];
            var rows = new List<MontageTile>[] { [], [] };
            var error = Reconstruct(model, cache, chosen, codes, rows, cancellationToken);
            var (montage, undrawn) = settings.Draw ? Drawing.TryInto(layout.Reports, () => Draw(rows, error, chosen.Length)) : (null, null);
            var vectors = new EvaluatedVectors(cache, chosen, threads);
            if (vectors.Labels is null) return new EvaluationReport(chosen.Length, [.. scan.Skipped, .. cache.Skipped], error, null, null, null, montage) { DrawingFailure = undrawn };
            progress?.Begin("Comparing pictures", chosen.Length);
            var ranked = vectors.Rank(codes, model.Settings.Codes, settings.Descriptors, cancellationToken);
            var scores = RetrievalEvaluator.Evaluate(ranked, Neighbours, threads, cancellationToken);
            return new EvaluationReport(chosen.Length, [.. scan.Skipped, .. cache.Skipped], error, scores.PrecisionAt1, scores.PrecisionAtK, scores.MeanAveragePrecision, montage)
            {
                Weights = [.. ranked.Select(part => part.Weight)],
                DrawingFailure = undrawn,
            };
        }
    }

    private int[] Choose(PictureCache cache, IReadOnlyList<string>? hashes)
    {
        var all = Enumerable.Range(0, cache.Pictures.Count);
        if (hashes is null) return [.. all];
        var wanted = hashes.ToHashSet(StringComparer.Ordinal);
        int[] chosen = [.. all.Where(i => wanted.Contains(cache.Pictures[i].Hash.ToString()))];
        return chosen.Length > 0 ? chosen : throw new UnusableInputException(
            $"None of the {wanted.Count} pictures that the training of '{layout.Model}' held back was found. Name the pictures to evaluate on.");
    }

    /// <summary>Fills the codes and returns the mean squared error.</summary>
    private double Reconstruct(Autoencoder model, PictureCache cache, int[] chosen, Span<float> codes, List<MontageTile>[] rows, CancellationToken cancellationToken)
    {
        using var team = new WorkerTeam(threads);
        using var batch = new Tensor(model.Encoder.InputShape.Batch(BatchSize));
        using var loader = new BatchLoader(cache, chosen, new BatchOptions { BatchSize = BatchSize, Shuffle = false, Grey = model.Settings.Grey });
        var pass = new Pass(team, Training: false);
        var loss = new MeanSquaredError();
        var (error, done) = (0.0, 0);
        progress?.Begin("Evaluating", chosen.Length);
        loader.BeginEpoch(0);
        for (int count; (count = loader.Read(batch.Span, cancellationToken)) > 0; done += count, progress?.Reach(done))
        {
            var input = batch.View(model.Encoder.InputShape.Batch(count));
            var code = model.Encoder.Forward(pass, input);
            code.Span.CopyTo(codes[(done * model.Settings.Codes)..]);
            var output = model.Decoder!.Forward(pass, code);
            error += loss.Run(team, output, input, gradient: null) * count;
            for (var i = 0; i < count && rows[0].Count < Shown; i++)
            {
                if ((done + i) % Math.Max(1, chosen.Length / Shown) != 0) continue;
                rows[0].Add(new MontageTile(ToPixels(input, i)));
                rows[1].Add(new MontageTile(ToPixels(output, i)));
            }
        }

        return error / done;
    }

    private static Pixels ToPixels(Tensor pictures, int index)
    {
        var picture = new Pixels(pictures.Shape[1], pictures.Shape[2]);
        var channels = pictures.Shape[3];
        var values = pictures.Span.Slice(index * picture.Rgb.Length / Pixels.Channels * channels, picture.Rgb.Length / Pixels.Channels * channels);
        // A grey picture's one value stands for all three colours.
        for (var i = 0; i < picture.Rgb.Length; i++) picture.Rgb[i] = (byte)Math.Clamp(values[channels == 1 ? i / Pixels.Channels : i] * 255 + 0.5f, 0, 255);
        return picture;
    }

    private string Draw(List<MontageTile>[] rows, double error, int pictures)
    {
        var path = layout.Reconstructions;
        var montage = new Montage
        {
            Title = "Originals and their reconstructions",
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"mean squared error {error:F4} over {pictures} pictures"),
            Rows = [new MontageRow(rows[0]) { Heading = "original" }, new MontageRow(rows[1]) { Heading = "drawn again from its code" }],
            TileHeight = 128,
            TileWidth = 128,
        };
        PictureWriter.WritePng(path, montage.Draw());
        return path;
    }
}
