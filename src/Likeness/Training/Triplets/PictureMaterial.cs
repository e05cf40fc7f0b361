using Likeness.Imaging;
using Likeness.Imaging.Batches;
using Likeness.Imaging.Decoding;
using Likeness.Imaging.Grey;

namespace Likeness.Training.Triplets;

/// <summary>Pictures with labels, in colour or grey, numbers in [0, 1].</summary>
internal sealed class PictureMaterial : TripletMaterial
{
    private readonly PictureCache cache;
    private readonly bool grey;
    private readonly IReadOnlyList<SkippedPicture> skipped;
    private readonly PictureReader[] readers;
    private readonly byte[][] scratch;

    /// <param name="cache">The pictures.</param>
    /// <param name="skipped">Those that a scan could not use.</param>
    /// <param name="labelOf">By full path.</param>
    /// <param name="grey">Whether the network takes grey pictures.</param>
    /// <param name="threads">How many threads read at the same time.</param>
    public PictureMaterial(PictureCache cache, IReadOnlyList<SkippedPicture> skipped, IReadOnlyDictionary<string, string> labelOf, bool grey, int threads)
    {
        (this.cache, this.grey, this.skipped) = (cache, grey, skipped);
        Contents = [.. cache.Pictures.Select(picture => picture.Hash)];
        Labels = [.. cache.Pictures.Select(picture => labelOf[picture.File.FullPath])];
        readers = [.. Enumerable.Range(0, threads).Select(_ => cache.CreateReader())];
        scratch = [.. Enumerable.Range(0, threads).Select(_ => new byte[cache.PictureBytes + (grey ? Length : 0)])];
    }

    public override IReadOnlyList<ContentHash> Contents { get; }

    public override IReadOnlyList<string> Labels { get; }

    public override IReadOnlyList<SkippedPicture> Skipped => [.. skipped, .. cache.Skipped, .. cache.Lost];

    public override int Length => grey ? cache.PictureBytes / Pixels.Channels : cache.PictureBytes;

    public override bool Fill(int item, bool mirrored, Span<float> numbers, int worker)
    {
        var bytes = scratch[worker].AsSpan(0, cache.PictureBytes);
        if (!cache.TryRead(item, readers[worker], bytes)) return false;
        if (mirrored) Mirroring.Horizontally(bytes, cache.Width, grey: false);
        if (grey)
        {
            Luma.Of(bytes, scratch[worker].AsSpan(cache.PictureBytes));
            bytes = scratch[worker].AsSpan(cache.PictureBytes);
        }

        ByteScaling.ToUnitInterval(bytes, numbers);
        return true;
    }

    public override void Dispose()
    {
        foreach (var reader in readers) reader.Dispose();
        base.Dispose();
    }
}
