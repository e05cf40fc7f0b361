using Likeness.Catalog;
using Likeness.Indexing;
using Likeness.Labels;
using Likeness.Neural.Models;
using Likeness.Ranking;

namespace Likeness.Training.Triplets;

/// <summary>The vectors that a descriptor made of a library's pictures, with labels.</summary>
internal sealed class VectorMaterial : TripletMaterial
{
    private readonly float[] vectors;
    private readonly int[] rowOf;

    private VectorMaterial(CatalogDescriptor descriptor, float[] vectors, int[] rowOf, IReadOnlyList<IndexedPicture> pictures, IReadOnlyList<string> labels)
    {
        (Descriptor, this.vectors, this.rowOf) = (descriptor, vectors, rowOf);
        Contents = [.. pictures.Select(picture => picture.Content)];
        Labels = labels;
    }

    /// <summary>What made the vectors.</summary>
    public CatalogDescriptor Descriptor { get; }

    /// <summary>The same, as an embedding file records it.</summary>
    public EmbeddingBase Base => new(Descriptor.Name, Descriptor.Fingerprint, Descriptor.Dimensions);

    public override IReadOnlyList<ContentHash> Contents { get; }

    public override IReadOnlyList<string> Labels { get; }

    public override IReadOnlyList<SkippedPicture> Skipped => [];

    public override int Length => Descriptor.Dimensions;

    public override bool Fill(int item, bool mirrored, Span<float> numbers, int worker) => vectors.AsSpan(rowOf[item] * Length, Length).TryCopyTo(numbers);

    /// <summary>Reads the vectors of the library's pictures that lie in some folders.</summary>
    /// <param name="catalog">The library's.</param>
    /// <param name="descriptor">Whose vectors.</param>
    /// <param name="sources">Folders and files, full paths.</param>
    /// <param name="labels">As in <see cref="TripletTrainingSettings.Labels"/>.</param>
    /// <exception cref="UnusableInputException">There are no such vectors, none of the pictures has one, or the labels cannot be used.</exception>
    /// <exception cref="DamagedDataException">A vector holds a number that is not finite.</exception>
    public static VectorMaterial Read(ICatalog catalog, string descriptor, IReadOnlyList<string> sources, string labels) =>
        catalog.Snapshot(() => ReadSnapshot(catalog, descriptor, sources, labels));

    private static VectorMaterial ReadSnapshot(ICatalog catalog, string descriptor, IReadOnlyList<string> sources, string labels)
    {
        var stored = catalog.Descriptors().FirstOrDefault(known => known.Name == descriptor) ?? throw new UnusableInputException(
            $"The library has no vectors of the descriptor '{descriptor}' to learn from{Has(catalog)}. Index its pictures by it first (index --descriptor {descriptor}), or start from something else.");
        var all = PictureIndex.ReadPictures(catalog);
        var inside = all.Where(picture => sources.Any(source => IsIn(source, picture.Path))).ToList();
        if (inside.Count == 0)
            throw new UnusableInputException($"None of the library's {all.Count} pictures lies in {string.Join(", ", sources.Select(source => $"'{source}'"))}. Index the pictures first (index --descriptor {descriptor}), or name folders that are indexed.");
        var rows = new Dictionary<ContentHash, int>();
        foreach (var picture in inside) rows.TryAdd(picture.Content, -1);
        var vectors = ReadVectors(catalog, stored, rows);
        var pictures = inside.Where(picture => rows[picture.Content] >= 0).ToList();
        if (pictures.Count == 0)
            throw new UnusableInputException($"None of the {inside.Count} pictures has a vector of the descriptor '{descriptor}' yet. Index them by it first (index --descriptor {descriptor}).");
        var named = PictureLabels.Of(labels, [.. pictures.Select(picture => picture.Path)], all.Select(picture => picture.Path));
        return new VectorMaterial(stored, vectors, [.. pictures.Select(picture => rows[picture.Content])], pictures, named);
    }

    private static float[] ReadVectors(ICatalog catalog, CatalogDescriptor descriptor, Dictionary<ContentHash, int> rows)
    {
        var vectors = new float[checked(rows.Count * descriptor.Dimensions)];
        var read = 0;
        catalog.ReadVectors(descriptor, (content, vector) =>
        {
            if (!rows.TryGetValue(content, out var row) || row >= 0) return;
            foreach (var number in vector)
            {
                if (!float.IsFinite(number))
                    throw new DamagedDataException($"The library's vector of the descriptor '{descriptor.Name}' for the content {content} holds {number}; it has to be finite numbers. Index the pictures again by it.");
            }

            vector.CopyTo(vectors.AsSpan(read * descriptor.Dimensions));
            rows[content] = read++;
        });
        return vectors;
    }

    private static bool IsIn(string source, string picture) =>
        picture == source || (Path.GetDirectoryName(picture) is { } folder && PathText.Below(source, folder) is not null);

    private static string Has(ICatalog catalog)
    {
        string[] names = [.. catalog.Descriptors().Select(known => $"'{known.Name}'")];
        return names.Length == 0 ? "; nothing has been indexed" : $"; it has those of {string.Join(", ", names)}";
    }
}
