using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Likeness.Numerics.Simd;

namespace Likeness.Search.Scanning;

/// <summary>
/// How the numbers of a stored row are written: a type argument of everything that reads rows, so that each coding has loops of its own. A
/// new one is a struct beside <see cref="Float32Rows"/> and a <see cref="RowCoding"/> of it. Queries are never coded.
/// </summary>
internal unsafe interface IRowCoding
{
    /// <summary>Bytes of a row with so many numbers.</summary>
    static abstract int BytesOf(int stride);

    /// <summary>Writes a prepared vector as a row.</summary>
    static abstract void Encode(ReadOnlySpan<float> prepared, Span<byte> row);

    /// <summary>A vector of the row's numbers.</summary>
    /// <param name="row">The row.</param>
    /// <param name="at">The number that the vector begins with, a multiple of its width.</param>
    static abstract TVector Load<TVector, TSimd>(byte* row, int at)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>;

    /// <summary>One number of the row, as <see cref="Load"/> has it.</summary>
    static abstract float At(byte* row, int at);
}

/// <summary>Rows of float32, as prepared vectors are.</summary>
internal readonly unsafe struct Float32Rows : IRowCoding
{
    public static int BytesOf(int stride) => checked(stride * sizeof(float));

    public static void Encode(ReadOnlySpan<float> prepared, Span<byte> row) => MemoryMarshal.AsBytes(prepared).CopyTo(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load<TVector, TSimd>(byte* row, int at)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.Load((float*)row + at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float At(byte* row, int at) => ((float*)row)[at];
}

/// <summary>A coding where it is chosen at run time: by an index, once, for all that it stores.</summary>
internal abstract class RowCoding
{
    /// <summary>Float32.</summary>
    public static RowCoding Float32 { get; } = new RowCoding<Float32Rows>();

    /// <inheritdoc cref="IRowCoding.BytesOf"/>
    public abstract int BytesOf(int stride);

    /// <inheritdoc cref="IRowCoding.Encode"/>
    public abstract void Encode(ReadOnlySpan<float> prepared, Span<byte> row);

    /// <summary>What compares queries with rows of this coding.</summary>
    /// <param name="metric">How they are compared.</param>
    /// <param name="stride">Numbers of a prepared vector.</param>
    /// <param name="filter">Which rows may be found; null for all.</param>
    public abstract RowScanner<TCollector> Scanner<TCollector>(
        Metric metric, int stride, IdFilter? filter) where TCollector : struct, ICollector<TCollector>;

    /// <summary>The distances of the metric between queries and rows, all of them.</summary>
    /// <param name="metric">How they are compared.</param>
    /// <param name="queries">count × stride prepared numbers.</param>
    /// <param name="count">How many queries.</param>
    /// <param name="rows">The first row.</param>
    /// <param name="rowCount">How many rows.</param>
    /// <param name="stride">Numbers of a prepared vector.</param>
    /// <param name="distances">Receives count × distanceStride, the first rowCount of each written.</param>
    /// <param name="distanceStride">From the distances of a query to those of the next.</param>
    public abstract unsafe void Distances(
        Metric metric, float* queries, int count, byte* rows, int rowCount, int stride, float* distances, nint distanceStride);
}

/// <inheritdoc/>
internal sealed class RowCoding<TCoding> : RowCoding where TCoding : struct, IRowCoding
{
    public override int BytesOf(int stride) => TCoding.BytesOf(stride);

    public override void Encode(ReadOnlySpan<float> prepared, Span<byte> row) => TCoding.Encode(prepared, row);

    public override RowScanner<TCollector> Scanner<TCollector>(Metric metric, int stride, IdFilter? filter) => filter switch
    {
        null => new RowScanner<TCoding, AllIds, TCollector>(metric, stride, default),
        BitmapFilter bitmap => new RowScanner<TCoding, BitmapIds, TCollector>(metric, stride, bitmap.Bits),
        _ => new RowScanner<TCoding, FilteredIds, TCollector>(metric, stride, new FilteredIds(filter)),
    };

    public override unsafe void Distances(
        Metric metric, float* queries, int count, byte* rows, int rowCount, int stride, float* distances, nint distanceStride)
    {
        SquaredDistance.Compute<TCoding>(queries, count, rows, rowCount, stride, distances, distanceStride);
        for (var query = 0; query < count; query++)
        {
            var found = new Span<float>(distances + query * distanceStride, rowCount);
            Presentation.All<TCoding>(found, metric, queries + (nint)query * stride, rows, stride);
        }
    }
}
