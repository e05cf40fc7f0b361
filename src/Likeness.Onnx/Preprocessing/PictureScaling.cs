using System.Runtime.CompilerServices;
using Likeness.Imaging;
using Likeness.Numerics.Simd;

namespace Likeness.Onnx.Preprocessing;

/// <summary>
/// Makes the numbers that a network takes of a picture's bytes: cuts out the middle, puts the colours in order, and turns each byte into byte × factor + offset.
/// One thread at a time, and only one works: a picture costs a hundredth of what the network itself takes.
/// </summary>
internal sealed unsafe class PictureScaling
{
    // Vector loads read this far past the last byte of a row.
    private const int Slack = 64;

    private readonly int size;
    private readonly int crop;
    private readonly int first;
    private readonly PixelLayout layout;
    private readonly ChannelOrder channels;
    private readonly float[] factors;
    private readonly float[] offsets;
    private readonly byte[] row;

    public PictureScaling(OnnxPreprocessing preprocessing, PixelLayout layout)
    {
        (size, crop, this.layout, channels) = (preprocessing.Resize, preprocessing.Crop, layout, preprocessing.Channels);
        first = (size - crop) / 2;
        row = new byte[crop * Pixels.Channels + Slack];
        (factors, offsets) = (new float[crop * Pixels.Channels], new float[crop * Pixels.Channels]);
        var (factor, offset) = preprocessing.Scaling();
        for (var i = 0; i < factors.Length; i++)
        {
            var place = layout == PixelLayout.ChannelsFirst ? i / crop : i % Pixels.Channels;
            var colour = Colour(place);
            (factors[i], offsets[i]) = (factor[colour], offset[colour]);
        }
    }

    /// <summary>Numbers of a picture.</summary>
    public int Numbers => crop * crop * Pixels.Channels;

    /// <summary>Bytes of a picture.</summary>
    public int Bytes => size * size * Pixels.Channels;

    /// <summary>The plain definition.</summary>
    /// <param name="picture">size × size × 3 bytes, red first.</param>
    /// <param name="numbers">Receives 3 × crop × crop numbers, or crop × crop × 3.</param>
    internal void Scalar(ReadOnlySpan<byte> picture, Span<float> numbers)
    {
        for (var y = 0; y < crop; y++)
        for (var x = 0; x < crop; x++)
        for (var place = 0; place < Pixels.Channels; place++)
        {
            var value = picture[((first + y) * size + first + x) * Pixels.Channels + Colour(place)];
            if (layout == PixelLayout.ChannelsFirst) numbers[(place * crop + y) * crop + x] = value * factors[place * crop] + offsets[place * crop];
            else numbers[(y * crop + x) * Pixels.Channels + place] = value * factors[place] + offsets[place];
        }
    }

    /// <summary>The same with vectors, up to the rounding of one operation.</summary>
    /// <inheritdoc cref="Scalar"/>
    public void Scale(ReadOnlySpan<byte> picture, Span<float> numbers)
    {
        // The loads and stores below are unchecked; this is what makes them safe.
        ArgumentOutOfRangeException.ThrowIfLessThan(picture.Length, Bytes, nameof(picture));
        ArgumentOutOfRangeException.ThrowIfLessThan(numbers.Length, Numbers, nameof(numbers));
        fixed (float* to = numbers)
        fixed (float* factor = factors)
        fixed (float* offset = offsets)
        fixed (byte* bytes = row)
        {
            for (var y = 0; y < crop; y++)
            {
                Arrange(picture.Slice(((first + y) * size + first) * Pixels.Channels, crop * Pixels.Channels));
                var loop = new Loop { Bytes = bytes, Factors = factor, Offsets = offset };
                if (layout == PixelLayout.ChannelsLast)
                {
                    loop.Run(to + y * crop * Pixels.Channels, crop * Pixels.Channels);
                    continue;
                }

                for (var place = 0; place < Pixels.Channels; place++)
                {
                    loop.Run(to + (place * crop + y) * crop, crop);
                    loop.Bytes += crop;
                    loop.Factors += crop;
                    loop.Offsets += crop;
                }
            }
        }
    }

    private int Colour(int place) => channels == ChannelOrder.Rgb ? place : Pixels.Channels - 1 - place;

    /// <summary>A row of the picture as the network wants it: colour after colour, or pixel after pixel.</summary>
    private void Arrange(ReadOnlySpan<byte> pixels)
    {
        if (layout == PixelLayout.ChannelsFirst)
        {
            var (red, blue) = channels == ChannelOrder.Rgb ? (0, 2) : (2, 0);
            ColourPlanes.Split(pixels, row.AsSpan(red * crop, crop), row.AsSpan(crop, crop), row.AsSpan(blue * crop, crop));
        }
        else if (channels == ChannelOrder.Rgb)
        {
            pixels.CopyTo(row);
        }
        else
        {
            for (var i = 0; i < pixels.Length; i += Pixels.Channels) (row[i], row[i + 1], row[i + 2]) = (pixels[i + 2], pixels[i + 1], pixels[i]);
        }
    }

    private struct Loop : ISimdLoop
    {
        public byte* Bytes;
        public float* Factors;
        public float* Offsets;
        private float* numbers;
        private int length;

        public void Run(float* to, int count)
        {
            numbers = to;
            length = count;
            SimdPath.Run(ref this);
        }

        public readonly void Run<TVector, TSimd>()
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            var done = length / TSimd.Width * TSimd.Width;
            Multiply<TVector, TSimd>(Bytes, Factors, Offsets, numbers, done);
            for (var i = done; i < length; i++) numbers[i] = Bytes[i] * Factors[i] + Offsets[i];
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // full speed from the first batch on
        private static void Multiply<TVector, TSimd>(byte* bytes, float* factors, float* offsets, float* numbers, int length)
            where TVector : struct
            where TSimd : struct, ISimd<TVector>
        {
            for (var i = 0; i < length; i += TSimd.Width)
                TSimd.Store(TSimd.MultiplyAdd(TSimd.LoadBytes(bytes + i), TSimd.Load(factors + i), TSimd.Load(offsets + i)), numbers + i);
        }
    }
}
