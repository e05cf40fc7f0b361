using Likeness.Imaging.Batches;
using Likeness.Imaging.Drawing;
using Likeness.Imaging.Scanning;
using Likeness.Imaging.Tests.Support;

namespace Likeness.Imaging.Tests.Batches;

/// <summary>Twenty-three pictures 8×6, each told by its colour, and three files that are none.</summary>
public sealed class CacheFixture : IDisposable
{
    public const int Count = 23;
    public const int Height = 8;
    public const int Width = 6;
    private readonly TemporaryFolder folder = new();

    public CacheFixture()
    {
        for (var i = 0; i < Count; i++)
            folder.Write(PictureWriter.EncodePng(Picture(i)), $"p{i:00}.png");
        folder.Write([], "p03-empty.jpg");
        folder.Write("text"u8.ToArray(), "p11-text.jpg");
        var jpeg = TestPictures.Jpeg(TestPictures.Noise(40, 40, 1));
        folder.Write(jpeg[..(jpeg.Length / 2)], "p17-cut.jpg");
        Files = PictureScanner.Scan([folder.Path]).Files;
    }

    public IReadOnlyList<PictureFile> Files { get; }

    /// <summary>Left half 10 × the index, right half one more, so that mirroring shows.</summary>
    public static Pixels Picture(int index)
    {
        var picture = TestPictures.Solid(Height, Width, (byte)(10 * index), (byte)(10 * index), (byte)(10 * index));
        for (var i = 0; i < picture.Rgb.Length; i++)
            picture.Rgb[i] += (byte)(i / 3 % Width >= Width / 2 ? 1 : 0);
        return picture;
    }

    public PictureCache Cache(long budget = long.MaxValue, int threads = 2) =>
        PictureCache.Preload(Files, new PictureCacheOptions { Height = Height, Width = Width, ByteBudget = budget, Threads = threads });

    public void Dispose() => folder.Dispose();
}
