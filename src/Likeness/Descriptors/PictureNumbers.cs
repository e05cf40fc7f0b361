using System.Buffers;
using Likeness.Imaging;
using Likeness.Imaging.Batches;
using Likeness.Imaging.Grey;
using Likeness.Numerics.Parallelism;
using Likeness.Numerics.Tensors;

namespace Likeness.Descriptors;

/// <summary>Pictures as our networks take them: in colour or grey, numbers in [0, 1].</summary>
internal static class PictureNumbers
{
    /// <summary>Fills a batch.</summary>
    /// <param name="team">Who computes.</param>
    /// <param name="pictures">count × height × width × 3 bytes, RGB.</param>
    /// <param name="grey">Whether the batch has one number a pixel instead of three.</param>
    /// <param name="batch">(count, height, width, channels).</param>
    public static unsafe void Fill(WorkerTeam team, ReadOnlySpan<byte> pictures, bool grey, Tensor batch)
    {
        var count = batch.Shape[0];
        fixed (byte* bytes = pictures)
            team.For(count, new ScaleWork { Bytes = bytes, Numbers = batch.Pointer, Length = pictures.Length / count, Grey = grey });
    }

    private unsafe struct ScaleWork : IWork
    {
        public byte* Bytes;
        public float* Numbers;
        public int Length;
        public bool Grey;

        public readonly void Run(int start, int end, int worker)
        {
            if (Grey) ScaleGrey(start, end);
            else Scale(new ReadOnlySpan<byte>(Bytes + (nint)start * Length, (end - start) * Length), start * (nint)Length);
        }

        private readonly void ScaleGrey(int start, int end)
        {
            var pixels = Length / Pixels.Channels;
            var grey = ArrayPool<byte>.Shared.Rent(pixels);
            for (var i = start; i < end; i++)
            {
                Luma.Of(new ReadOnlySpan<byte>(Bytes + (nint)i * Length, Length), grey);
                Scale(grey.AsSpan(0, pixels), i * (nint)pixels);
            }

            ArrayPool<byte>.Shared.Return(grey);
        }

        private readonly void Scale(ReadOnlySpan<byte> bytes, nint to) => ByteScaling.ToUnitInterval(bytes, new Span<float>(Numbers + to, bytes.Length));
    }
}
