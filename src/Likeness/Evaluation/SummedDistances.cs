using System.Numerics.Tensors;
using Likeness.Search.Flat;

namespace Likeness.Evaluation;

/// <summary>The distances between pictures by several descriptors together: Σ weight · distance / scale. Several threads may ask at once.</summary>
internal sealed class SummedDistances
{
    private readonly IReadOnlyList<RankedVectors> parts;
    private readonly IndexFlat[] indexes;
    private readonly int count;

    /// <exception cref="ArgumentException">There are not as many vectors of each part as labels.</exception>
    public SummedDistances(IReadOnlyList<RankedVectors> parts)
    {
        this.parts = parts;
        count = parts[0].Vectors.Labels.Count;
        var ids = new long[count];
        for (var i = 0; i < count; i++) ids[i] = i;
        indexes = new IndexFlat[parts.Count];
        for (var i = 0; i < indexes.Length; i++)
        {
            var vectors = parts[i].Vectors;
            indexes[i] = new IndexFlat(vectors.Dimensions, vectors.Metric);
            indexes[i].Add(vectors.Values.Span, ids);
        }
    }

    /// <summary>Numbers that <see cref="Compute"/> wants room for, with so many queries.</summary>
    public int RoomFor(int queries) => checked(queries * (parts.Max(part => part.Vectors.Dimensions) + (parts.Count == 1 ? 0 : count)));

    /// <param name="queries">The pictures that are queries.</param>
    /// <param name="distances">Receives queries × all pictures.</param>
    /// <param name="room">For the queries' vectors and the distances of one part, see <see cref="RoomFor"/>.</param>
    public void Compute(ReadOnlySpan<int> queries, Span<float> distances, Span<float> room)
    {
        if (parts.Count == 1)
        {
            indexes[0].Distances(Gather(parts[0].Vectors, queries, room), distances);
            return;
        }

        distances.Clear();
        for (var i = 0; i < indexes.Length; i++)
        {
            var part = room[^distances.Length..];
            indexes[i].Distances(Gather(parts[i].Vectors, queries, room), part);
            TensorPrimitives.MultiplyAdd(part, parts[i].Weight.Factor, distances, distances);
        }
    }

    private static ReadOnlySpan<float> Gather(LabelledVectors vectors, ReadOnlySpan<int> queries, Span<float> room)
    {
        var dimensions = vectors.Dimensions;
        for (var i = 0; i < queries.Length; i++) vectors.Values.Span.Slice(queries[i] * dimensions, dimensions).CopyTo(room[(i * dimensions)..]);
        return room[..(queries.Length * dimensions)];
    }
}
