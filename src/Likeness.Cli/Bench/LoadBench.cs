using Likeness.Cli.Demo;
using Likeness.Cli.Demo.Scenes;
using Likeness.Imaging;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Drawing;
using Likeness.Imaging.Scanning;
using Likeness.Numerics.Simd;

namespace Likeness.Cli.Bench;

/// <summary>Reading, decoding and fitting pictures on one thread: those that are named, or one that is drawn at a given size.</summary>
internal static class LoadBench
{
    private const int WarmUp = 5;

    public static LoadBenchReport Run(IReadOnlyList<string> pictures, int sourceHeight, int sourceWidth, int imageSize, int runs, CancellationToken cancelled)
    {
        if (pictures.Count > 0) return Measure([.. PictureScanner.Scan(pictures, cancelled).Files.Select(file => file.FullPath)], imageSize, runs, cancelled);
        var folder = Directory.CreateTempSubdirectory("likeness-bench-");
        try
        {
            var path = Path.Join(folder.FullName, "picture.jpg");
            PictureWriter.WriteJpeg(path, new Pixels(sourceHeight, sourceWidth, ScenePicture.Draw(SceneKinds.All[0], 42, sourceWidth, sourceHeight)));
            return Measure([path], imageSize, runs, cancelled);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static LoadBenchReport Measure(string[] paths, int imageSize, int runs, CancellationToken cancelled)
    {
        using var reader = new PictureReader();
        var first = reader.ReadWhole(paths[0]);
        var target = new byte[Pixels.ByteCount(imageSize, imageSize)];
        var milliseconds = Samples.Median(runs, WarmUp, cancelled, () =>
        {
            foreach (var path in paths) reader.Read(path, imageSize, imageSize, target);
        }) / paths.Length;
        return new LoadBenchReport(paths.Length, first.Height, first.Width, imageSize, milliseconds, 1e3 / milliseconds, Samples.PeakMemoryBytes(), SimdPath.Name, 1);
    }
}
