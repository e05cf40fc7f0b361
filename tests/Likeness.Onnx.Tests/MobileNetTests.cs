using System.Diagnostics;
using System.Numerics.Tensors;
using Likeness.Imaging.Decoding;
using Likeness.Onnx.Tests.Support;
using Xunit.Abstractions;

namespace Likeness.Onnx.Tests;

/// <summary>
/// A network that others trained finds as much as others measured: .801 and .827. Enlarged by PIL's bicubic filter, as they did, the small pictures of the first set give .8009 here too;
/// with bilinear enlarging, which is ours and the one that the network was trained with, it is .812 (.813 with PIL's bilinear filter).
/// </summary>
public sealed class MobileNetTests(ITestOutputHelper output)
{
    private const int Neighbours = 10;
    private const int Batch = 32;

    [HeavyTheory]
    [InlineData("8scenes-64", 0.812)]
    [InlineData("intel-scenes", 0.8295)]
    public void Of_the_ten_nearest_as_many_are_of_the_same_scene_as_ever(string dataset, double expected)
    {
        var files = Directory.EnumerateFiles(RealPictures.Folder(dataset), "*.*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        using var descriptor = OnnxDescriptor.Open(RealPictures.MobileNet);
        var watch = Stopwatch.StartNew();
        var vectors = Describe(descriptor, files);
        output.WriteLine($"{files.Length} pictures, {files.Length / watch.Elapsed.TotalSeconds:0} a second, decoded and described one after another");
        var precision = PrecisionAtTen(vectors, descriptor.Dimensions, [.. files.Select(file => Path.GetDirectoryName(file)!)]);
        output.WriteLine($"P@10 {precision:0.0000}");
        Assert.InRange(precision, expected - 0.004, expected + 0.004);
    }

    private static float[] Describe(OnnxDescriptor descriptor, string[] files)
    {
        var vectors = new float[files.Length * descriptor.Dimensions];
        var bytes = descriptor.PictureHeight * descriptor.PictureWidth * 3;
        var pictures = new byte[Batch * bytes];
        using var reader = new PictureReader();
        for (var start = 0; start < files.Length; start += Batch)
        {
            var count = Math.Min(Batch, files.Length - start);
            for (var i = 0; i < count; i++) reader.Read(files[start + i], descriptor.PictureHeight, descriptor.PictureWidth, pictures.AsSpan(i * bytes, bytes));
            descriptor.Describe(pictures, count, vectors.AsSpan(start * descriptor.Dimensions));
        }

        return vectors;
    }

    /// <summary>Each picture is a query, against all others.</summary>
    private static double PrecisionAtTen(float[] vectors, int dimensions, string[] labels)
    {
        var hits = new int[labels.Length];
        Parallel.For(0, labels.Length, query =>
        {
            var distances = new float[labels.Length];
            for (var i = 0; i < labels.Length; i++) distances[i] = i == query ? float.MaxValue : -TensorPrimitives.Dot<float>(Vector(query), Vector(i));
            hits[query] = Enumerable.Range(0, labels.Length).Order(Comparer<int>.Create((a, b) => distances[a] != distances[b] ? distances[a].CompareTo(distances[b]) : a - b)).Take(Neighbours).Count(i => labels[i] == labels[query]);
        });
        return (double)hits.Sum() / (labels.Length * Neighbours);

        ReadOnlySpan<float> Vector(int i) => vectors.AsSpan(i * dimensions, dimensions);
    }
}
